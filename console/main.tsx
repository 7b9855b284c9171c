/** Where the console starts: first a session with the server, then the application. */
import '@cloudscape-design/global-styles/index.css';
import './app/console.css';
import { createRoot } from 'react-dom/client';
import { ConsoleApp } from './app/console-app.tsx';
import { beginSession } from './app/session.ts';
import { permitOnlyXmlParsing } from './app/trusted-types.ts';

permitOnlyXmlParsing();
const root = createRoot(document.getElementById('root')!);
try {
  root.render(<ConsoleApp session={await beginSession()} />);
} catch {
  root.render(
    <p className="no-session">Stepwell did not answer. Check that it is running, then load this page again.</p>,
  );
}
