import { Button, Dialog } from '../base';
import styles from './Dialogs.module.css';
import { saveOffers } from './saveChoices';
import { useSaveQuestion } from './saveStore';

const WORDS = { blocked: 'Not possible', weakened: 'Weakened', consent: 'Asks first' } as const;

/** What stands in the way of saving a plan, with what can be saved all the same. Closed while nothing is asked. */
export function SaveDialog() {
  const question = useSaveQuestion((state) => state.question);
  const offers = question ? saveOffers(question.report) : [];
  return (
    <Dialog
      title={offers.length > 0 ? 'Not all of this plan can be saved as it is' : 'This plan cannot be saved'}
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
      <ul className={styles.list} aria-label="What stands in the way">
        {question?.report.findings.map(({ severity, name, kinds, reason, remedies }, index) => (
          <li key={index}>
            {WORDS[severity]}, {kinds.join(' and ')}: <code>{name}</code>
            <span className={styles.remedy}>
              <span className={styles.reason}>{reason}</span>
              {remedies.length > 0 && ` ${remedies.map(({ text }) => text).join(' ')}`}
            </span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
