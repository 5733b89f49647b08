import { useCallback, useEffect } from 'react';
import { usePanelRef } from 'react-resizable-panels';
import { ErrorBoundary, Split, SplitHandle, SplitPane } from '../base';
import { CatalogDialogs, DropTarget, SideBar } from '../catalog';
import { CommandPalette, connectCommands, ShortcutsDialog, useCommandKeys } from '../commands';
import { insertText } from '../editor';
import { ExportDialog } from '../exports';
import { SaveDialog } from '../plan-file';
import { SettingsDialog } from '../settings';
import { SqlFileDialogs, setLayout, UnsavedBanner, useWorkspace } from '../workspace';
import { commandTarget } from './commandHandlers';
import styles from './Shell.module.css';
import { StatusBar } from './StatusBar';
import { previewTable } from './statementCommands';
import { TopBar } from './TopBar';
import { useClosedDocuments } from './useClosedDocuments';
import { WorkArea } from './WorkArea';

/** Width of the side bar: at first, and the least before it folds away, in pixels; the most, so that work has room in a zoomed window. */
const SIDE_BAR = { width: 256, min: 160, max: '45%' };

/** The window: bars above and below, side bar and work area between. */
export function Shell() {
  const open = useWorkspace((state) => state.layout.sideBarOpen !== false);
  const panel = usePanelRef();
  const toggleSideBar = useCallback(() => {
    if (panel.current?.isCollapsed()) panel.current.resize(sideBarWidth());
    else panel.current?.collapse();
  }, [panel]);
  useEffect(() => connectCommands(commandTarget(toggleSideBar)), [toggleSideBar]);
  useCommandKeys();
  useClosedDocuments();

  return (
    <div className={styles.shell}>
      <TopBar sideBarOpen={open} />
      <UnsavedBanner />
      <Split orientation="horizontal" className={styles.middle}>
        <SplitPane
          id="side"
          panelRef={panel}
          collapsible
          defaultSize={open ? sideBarWidth() : 0}
          minSize={SIDE_BAR.min}
          maxSize={SIDE_BAR.max}
          groupResizeBehavior="preserve-pixel-size"
          onResize={({ inPixels }) => {
            setLayout({
              sideBarOpen: inPixels > 0,
              ...(inPixels > 0 && { sideBarWidth: Math.round(inPixels) }),
            });
          }}
        >
          <div className={styles.fill} data-region="side-bar" inert={!open}>
            <ErrorBoundary part="The side bar">
              <SideBar onPreview={previewTable} onInsert={insertText} />
            </ErrorBoundary>
          </div>
        </SplitPane>
        <SplitHandle label="Width of the side bar" direction="horizontal" />
        <SplitPane id="work" minSize="30%">
          <WorkArea />
        </SplitPane>
      </Split>
      <StatusBar />
      <DropTarget />
      <CatalogDialogs />
      <SaveDialog />
      <ExportDialog />
      <SqlFileDialogs />
      <SettingsDialog />
      <CommandPalette />
      <ShortcutsDialog />
    </div>
  );
}

/** The width that the user gave it last, in pixels. */
function sideBarWidth(): number {
  return useWorkspace.getState().layout.sideBarWidth ?? SIDE_BAR.width;
}
