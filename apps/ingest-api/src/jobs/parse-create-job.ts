import { listViolations, type Violation } from '@ai-coding-agent/contracts';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { Problem } from '../problems/problem.js';
import { listRuleViolations, type JobRules } from './job-rules.js';
import { CreateQuickfixRequest, CreateRefineRequest, type CreateJob } from './create-job.request.js';

const CLASSES = { quickfix: CreateQuickfixRequest, refine: CreateRefineRequest };

/**
 * The body of `POST /jobs`.
 * @throws Problem `invalid-request` with every bad field
 */
export function parseCreateJob(body: unknown, rules: JobRules): CreateJob {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalid([{ field: '', message: 'the body must be a JSON object' }]);
  }
  const { mode } = body as { mode?: unknown };
  if (mode !== 'quickfix' && mode !== 'refine') {
    throw invalid([{ field: 'mode', message: 'mode must be quickfix or refine' }]);
  }
  const request = plainToInstance<CreateJob, object>(CLASSES[mode], body);
  const violations = listViolations(validateSync(request, { whitelist: true, forbidNonWhitelisted: true }));
  const bad = new Set(violations.map(({ field }) => field));
  violations.push(...listRuleViolations(request, rules).filter(({ field }) => !bad.has(field)));
  if (violations.length > 0) throw invalid(violations);
  return request;
}

function invalid(errors: Violation[]): Problem {
  return new Problem('invalid-request', { errors });
}
