import { TriangleAlert } from 'lucide-react';
import type { AppError } from '../../shared/errors';
import { formatBytes } from '../../shared/figures';
import type { PlanInspection } from '../../shared/planFile';
import { ErrorNotice, Fact, Facts, TextBox } from '../base';
import styles from './PlanFacts.module.css';
import { PlanSideEffects } from './PlanSideEffects';

const dates = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** The description of a saved plan: whether it may run, what running it would do, and what the file says of itself. */
export function PlanFacts({ inspection }: { inspection: PlanInspection }) {
  const { refusal, warnings, manifest } = inspection;
  const settings = Object.entries(manifest?.settings ?? {});
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling pane has to be reachable by keyboard
    <section aria-label="About the saved plan" tabIndex={0} className={styles.facts}>
      {refusal && (
        <div className={styles.refusal}>
          <ErrorNotice title="This plan cannot be run" error={manifest ? inWindow(refusal) : refusal} />
        </div>
      )}
      {warnings.map((warning) => (
        <p key={warning} className={styles.warning}>
          <TriangleAlert size={14} aria-label="Warning" />
          <span>{warning}</span>
        </p>
      ))}
      {inspection.secrets?.map(({ name, variable }) => (
        <p key={variable} className={styles.warning}>
          <TriangleAlert size={14} aria-label="Warning" />
          <span>
            Saved without a credential ({name}): set <code>{variable}</code> before Planarium starts.
          </span>
        </p>
      ))}
      <PlanSideEffects inspection={inspection} />
      {manifest && (
        <>
          <h3 className={styles.heading}>SQL stored in the file (not verified)</h3>
          {manifest.sql ? <TextBox>{manifest.sql}</TextBox> : <p className={styles.none}>Not given.</p>}
        </>
      )}
      <h3 className={styles.heading}>File</h3>
      <Facts>
        {aboutOf(inspection).map(([name, value]) => (
          <Fact key={name} name={name}>
            {CODE.has(name) ? <code className={styles.url}>{value}</code> : value}
          </Fact>
        ))}
      </Facts>
      {settings.length > 0 && (
        <>
          <h3 className={styles.heading}>Settings</h3>
          <ul>
            {settings.map(([key, value]) => (
              <li key={key}>
                <code className={styles.url}>
                  {key} = {value}
                </code>
              </li>
            ))}
          </ul>
        </>
      )}
      {manifest && manifest.notSerialized.length > 0 && (
        <>
          <h3 className={styles.heading}>Not in the file</h3>
          <ul>
            {manifest.notSerialized.map(({ kind, node, reason }) => (
              <li key={`${kind} ${node}`} className={styles.missing}>
                The {kind} plan: {node}, {reason}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** Facts that are read letter by letter. */
const CODE: ReadonlySet<string> = new Set(['Path', 'SHA-256']);

/** The refusal of a file that holds SQL, with the window's own way out, where it has one. */
function inWindow(refusal: AppError): AppError {
  return refusal.code === 'plan_version_differs'
    ? { ...refusal, hint: 'It can be planned again from its SQL: you see the difference before it runs.' }
    : refusal;
}

function aboutOf({
  path,
  bytes,
  planBytes,
  container,
  manifest,
  sha256,
}: PlanInspection): [string, string][] {
  const about: [string, string][] = [
    ['Path', path],
    ['Size', `${formatBytes(bytes)}, the plan ${formatBytes(planBytes)}`],
  ];
  if (container === 'bytes') about.push(['Form', 'Plan bytes without a description']);
  if (manifest) {
    const created = new Date(manifest.created);
    about.push(
      ['Created by', `Planarium ${manifest.planarium}`],
      ['DataFusion', manifest.datafusion],
      ['Created', Number.isNaN(created.getTime()) ? manifest.created : dates.format(created)],
    );
  }
  about.push(['SHA-256', sha256]);
  return about;
}
