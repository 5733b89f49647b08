import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './base/tokens.css';
import './base/global.css';
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import { App } from './App';

// The CSP forbids eval, which zod would otherwise try for speed.
z.config({ jitless: true });

const root = document.getElementById('root');
if (root) createRoot(root).render(<App />);
