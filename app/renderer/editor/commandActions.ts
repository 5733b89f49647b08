import * as monaco from 'monaco-editor/editor/editor.api.js';
import type { Chord } from '../../shared/commands/chord';
import { commandOf, keysOf, WINDOW_COMMANDS } from '../../shared/commands/registry';
import { platform } from '../bridge';
import { runCommand } from '../commands';

/** Puts the commands for the text into the editor's context menu, each with its keys. */
export function addCommands(editor: monaco.editor.IStandaloneCodeEditor): void {
  const mac = platform() === 'darwin';
  const offered = WINDOW_COMMANDS.filter((id) => commandOf(id).inEditor);
  for (const [order, id] of offered.entries()) {
    editor.addAction({
      id: `planarium.${id}`,
      label: commandOf(id).title,
      keybindings: keysOf(id, mac).map((chord) => keybindingOf(chord, mac)),
      contextMenuGroupId: '1_run',
      contextMenuOrder: order,
      run: () => runCommand(id),
    });
  }
}

/** A chord as Monaco's number of it; of the named keys those that commands of the editor have. */
function keybindingOf(chord: Chord, mac: boolean): number {
  const modifiers = { Mod: monaco.KeyMod.CtrlCmd, Shift: monaco.KeyMod.Shift, Ctrl: ctrl(mac) };
  const codes: Record<string, number> = { Enter: monaco.KeyCode.Enter };
  let binding = 0;
  for (const word of chord.split('+')) {
    binding |= modifiers[word as keyof typeof modifiers] ?? codes[word] ?? letterCode(word);
  }
  return binding;
}

/** On a Mac Monaco's `CtrlCmd` is Cmd, and its `WinCtrl` is Ctrl. */
function ctrl(mac: boolean): number {
  return mac ? monaco.KeyMod.WinCtrl : monaco.KeyMod.CtrlCmd;
}

/** Monaco's code of a letter. */
function letterCode(letter: string): number {
  return monaco.KeyCode.KeyA + letter.charCodeAt(0) - 'A'.charCodeAt(0);
}
