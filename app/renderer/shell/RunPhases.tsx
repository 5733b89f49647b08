import { formatPreciseMs } from '../../shared/figures';
import { PHASES, type PhaseTimes, planningMs } from '../../shared/phases';
import { PopoverButton } from '../base';
import { isActive, phasesOf, useRunPart } from '../query';
import { selectActiveDocument, useWorkspace } from '../workspace';
import styles from './RunPhases.module.css';

/** How long the last run of the active document took to plan and to run; a press lists each phase. */
export function RunPhases() {
  const documentId = useWorkspace((state) => selectActiveDocument(state)?.id);
  const phases = useRunPart(documentId, (run) => (isActive(run) ? null : phasesOf(run)));
  if (!phases) return null;
  const planning = planningMs(phases);
  const parts = [
    planning !== null && `Planning ${formatPreciseMs(planning)}`,
    phases.execute !== null && `Execution ${formatPreciseMs(phases.execute)}`,
  ].filter(Boolean);
  if (parts.length === 0) return null;
  return (
    <PopoverButton label="Time per phase" className={styles.button} button={parts.join(' · ')}>
      <Phases phases={phases} />
    </PopoverButton>
  );
}

function Phases({ phases }: { phases: PhaseTimes }) {
  const total = PHASES.reduce((sum, { id }) => sum + (phases[id] ?? 0), 0);
  return (
    <table className={styles.phases}>
      <caption>Time per phase</caption>
      <tbody>
        {PHASES.map(({ id, title, what }) => {
          const ms = phases[id];
          return (
            <tr key={id} title={what}>
              <th scope="row">{title}</th>
              <td className={styles.share}>
                {ms !== null && <span style={{ width: `${total > 0 ? (ms / total) * 100 : 0}%` }} />}
              </td>
              <td className={styles.time}>{ms === null ? '–' : formatPreciseMs(ms)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
