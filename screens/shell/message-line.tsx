import { use } from 'react';
import { Line } from '../components/line.tsx';
import { FrameContext } from './shell-context.ts';

/** What just happened, until the next key. */
export function MessageLine() {
  const { message } = use(FrameContext);
  return <Line content={message ?? ''} />;
}
