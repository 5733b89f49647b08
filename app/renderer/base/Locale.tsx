import type { ReactNode } from 'react';
import { I18nProvider } from 'react-aria-components';

/** The language of what the components say themselves: that of the rest of the window, whatever the system's is. */
export function Locale({ children }: { children: ReactNode }) {
  return <I18nProvider locale="en-US">{children}</I18nProvider>;
}
