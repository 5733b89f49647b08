import { PanelLeft } from 'lucide-react';
import { formatQuantity } from '../../shared/figures';
import { CommandIconButton } from '../commands';
import { useWorkspace } from '../workspace';
import { Logo } from './Logo';
import styles from './TopBar.module.css';
import { useAppInfo } from './useAppInfo';

/** The workspace's name at the left, where queries run at the right. */
export function TopBar({ sideBarOpen }: { sideBarOpen: boolean }) {
  const name = useWorkspace((state) => state.name);
  const info = useAppInfo();
  return (
    <header className={styles.bar} data-region="top-bar">
      <Logo />
      <h1 className={styles.name}>{name}</h1>
      <CommandIconButton command="view.sidebar" label={sideBarOpen ? 'Hide side bar' : 'Show side bar'}>
        <PanelLeft size={15} />
      </CommandIconButton>
      {info && <span className={styles.place}>Local · {formatQuantity(info.cores, 'core')}</span>}
    </header>
  );
}
