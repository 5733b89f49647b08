import { PanelLeft } from 'lucide-react';
import { formatQuantity } from '../../shared/figures';
import { IconButton } from '../base';
import { modKey } from '../bridge';
import { useWorkspace } from '../workspace';
import { Logo } from './Logo';
import styles from './TopBar.module.css';
import { useAppInfo } from './useAppInfo';

interface Props {
  sideBarOpen: boolean;
  onToggleSideBar(): void;
}

/** The workspace's name at the left, where queries run at the right. */
export function TopBar({ sideBarOpen, onToggleSideBar }: Props) {
  const name = useWorkspace((state) => state.name);
  const info = useAppInfo();
  return (
    <header className={styles.bar} data-region="top-bar">
      <Logo />
      <h1 className={styles.name}>{name}</h1>
      <IconButton
        label={sideBarOpen ? 'Hide side bar' : 'Show side bar'}
        keys={`${modKey()}+B`}
        onPress={onToggleSideBar}
      >
        <PanelLeft size={15} />
      </IconButton>
      {info && <span className={styles.place}>Local · {formatQuantity(info.cores, 'core')}</span>}
    </header>
  );
}
