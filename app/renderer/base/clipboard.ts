import { toast } from './toastQueue';

/**
 * Puts text on the clipboard, also an empty one: the previous content would be pasted in its
 * place. False if the system refused; a notice says so.
 */
export function writeClipboard(text: string): boolean {
  let given = false;
  // The command by itself copies the selection, and nothing if it is empty.
  const give = (event: ClipboardEvent) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    event.clipboardData?.setData('text/plain', text);
    given = event.clipboardData !== null;
  };
  window.addEventListener('copy', give, { capture: true });
  const taken = document.execCommand('copy') && given;
  window.removeEventListener('copy', give, { capture: true });
  if (!taken) {
    toast({
      kind: 'error',
      title: 'Nothing was copied',
      description: 'The clipboard did not accept it. Try again.',
    });
  }
  return taken;
}
