import { CircleX, CornerDownRight, Info, TriangleAlert } from 'lucide-react';
import type { Preflight } from '../../shared/preflight';
import { Button, Dialog } from '../base';
import styles from './Dialogs.module.css';
import { plansOf, remediesOf, saveOffers } from './saveChoices';
import { useSaveQuestion } from './saveStore';

type Finding = Preflight['findings'][number];

const SEVERITIES = {
  blocked: { verb: 'Blocks', Icon: CircleX, style: 'blocked' },
  weakened: { verb: 'Weakens', Icon: TriangleAlert, style: 'weakened' },
  consent: { verb: 'Asks before running', Icon: Info, style: 'asks' },
} as const;

/** What stands in the way of saving a plan, with what can be saved all the same. Closed while nothing is asked. */
export function SaveDialog() {
  const question = useSaveQuestion((state) => state.question);
  const offers = question ? saveOffers(question.report) : [];
  return (
    <Dialog
      title={offers.length > 0 ? "This plan can't be saved as is" : "This plan can't be saved"}
      isOpen={question !== null}
      onClose={() => question?.answer(null)}
      actions={
        <>
          <Button onPress={() => question?.answer(null)}>{offers.length > 0 ? 'Cancel' : 'Close'}</Button>
          {offers.map(({ title, ...choice }, index) => (
            <Button
              key={title}
              variant={index === offers.length - 1 ? 'primary' : 'default'}
              onPress={() => question?.answer(choice)}
            >
              {title}
            </Button>
          ))}
        </>
      }
    >
      <ul className={styles.findings} aria-label="What stands in the way">
        {question?.report.findings.map((finding, index) => (
          <FindingItem key={index} finding={finding} kinds={question.report.kinds.length} />
        ))}
      </ul>
    </Dialog>
  );
}

/** What is wrong, with which plans, and what to do. `kinds`: how many kinds of plan there are. */
function FindingItem({ finding, kinds }: { finding: Finding; kinds: number }) {
  const { severity, name, reason } = finding;
  const { verb, Icon, style } = SEVERITIES[severity];
  const plans = finding.kinds.length === kinds ? 'every plan' : `the ${plansOf(finding.kinds)}`;
  return (
    <li className={styles.finding}>
      <Icon size={14} className={styles[style]} aria-hidden="true" />
      <div className={styles.what}>
        <p className={styles.title}>
          {verb} {plans}: <code className={styles.name}>{name}</code>
        </p>
        <p>{reason}</p>
        {remediesOf(finding).map((text) => (
          <p key={text} className={styles.remedy}>
            <CornerDownRight size={12} aria-hidden="true" />
            {text}
          </p>
        ))}
      </div>
    </li>
  );
}
