/** Where the console starts: first a session with the server, if need be after signing in, then the application. */
import '@cloudscape-design/global-styles/index.css';
import './app/console.css';
import { createRoot } from 'react-dom/client';
import { ConsoleApp } from './app/console-app.tsx';
import { beginSession, type Session, SignInNeeded } from './app/session.ts';
import { SignInPage } from './app/sign-in-page.tsx';
import { permitOnlyXmlParsing } from './app/trusted-types.ts';

permitOnlyXmlParsing();
const root = createRoot(document.getElementById('root')!);
const show = (session: Session) => root.render(<ConsoleApp session={session} />);
try {
  show(await beginSession());
} catch (error) {
  root.render(
    error instanceof SignInNeeded ? (
      <SignInPage onSignedIn={show} />
    ) : (
      <p className="no-session">Stepwell did not answer. Check that it is running, then load this page again.</p>
    ),
  );
}
