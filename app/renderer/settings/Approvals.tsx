import { printable } from '../../shared/printable';
import { Button } from '../base';
import styles from './Approvals.module.css';
import { revokeApproval } from './actions';
import { useSettings } from './store';

const dates = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** Plans allowed to write without asking, each with a way to revoke that. */
export function Approvals() {
  const approvals = useSettings((state) => state.approvals);
  return (
    <section aria-labelledby="approvals">
      <h3 id="approvals" className={styles.heading}>
        Approvals
      </h3>
      <p>Plans allowed to write without asking, in the window and on the command line.</p>
      {approvals?.length === 0 && <p className={styles.none}>None.</p>}
      <ul className={styles.list} aria-label="Approved plans">
        {approvals?.map(({ sha256, layer, path, writes, approved }) => (
          <li key={`${sha256} ${layer}`} className={styles.approval}>
            <div className={styles.what}>
              <code className={styles.path}>{path}</code>
              {writes.map(({ operator, target }) => (
                <p key={`${operator} ${target}`} className={styles.path}>
                  {printable(`${operator}: ${target}`)}
                </p>
              ))}
              <p className={styles.quiet}>
                {dateOf(approved)} · SHA-256 {sha256.slice(0, 12)}…
              </p>
            </div>
            <Button onPress={() => void revokeApproval(sha256)} aria-label={`Revoke the approval of ${path}`}>
              Revoke
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A file that was edited by hand may hold anything. */
function dateOf(text: string): string {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? text : dates.format(date);
}
