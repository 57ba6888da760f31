import { Component, type ReactNode } from 'react';
import { ErrorPage } from '../components/error-page.tsx';
import { text } from '../text.ts';
import { useShell } from './shell-context.ts';

interface State {
  failure: { error: unknown } | null;
}

/** Keeps a fault in one screen from taking the others with it. */
export class ScreenBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { failure: null };

  static getDerivedStateFromError(error: unknown): State {
    return { failure: { error } };
  }

  override render() {
    const { failure } = this.state;
    if (!failure) return this.props.children;
    return <BrokenScreen error={failure.error} onAgain={() => this.setState({ failure: null })} />;
  }
}

function BrokenScreen({ error, onAgain }: { error: unknown; onAgain: () => void }) {
  const { goHome, trail } = useShell();
  const again = { label: text.again, run: onAgain };
  const home = { label: text.broken.home, run: goHome };
  return (
    <ErrorPage
      error={error}
      what={text.broken.title}
      safe={text.broken.what}
      waysOut={trail.length > 1 ? [again, home] : [again]}
    />
  );
}
