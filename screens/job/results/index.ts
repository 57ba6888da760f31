/** The view of what came of a job, by its kind. */
import type { ReactNode } from 'react';
import type { JobKind } from '../../../core/jobs/types.ts';
import { BackupResult } from './backup.tsx';
import { CopyResult } from './copy.tsx';
import { RestoreResult, UndoResult } from './restore.tsx';
import type { ResultProps } from './result-page.tsx';
import { VerifyResult } from './verify.tsx';

export const results: Readonly<Record<JobKind, (props: ResultProps) => ReactNode>> = {
  backup: BackupResult,
  verify: VerifyResult,
  copy: CopyResult,
  restore: RestoreResult,
  undo: UndoResult,
};
