// Which field of a form a refusal speaks of.
import type { FieldProblem, Problem } from '@/api/client'
import { t } from '@/app/messages'
import { locale } from '@/kit/i18n'

export function fieldProblem(problem: Problem | null, field: string): FieldProblem | null {
  if (!problem) return null
  const named = problem.errors.find((one) => one.where === field)
  if (named) return named
  return problem.where === field ? { code: problem.code, detail: problem.detail, where: field, mend: problem.mend } : null
}
/// What is left to be said above the form: nothing when every error stands at its field.
export function restOf(problem: Problem | null, fields: readonly string[]): Problem | null {
  if (!problem) return null
  const wheres = problem.errors.length ? problem.errors.map((one) => one.where ?? '') : [problem.where]
  return wheres.every((where) => fields.includes(where)) ? null : problem
}

const kinds = ['not_found', 'conflict', 'too_many', 'unavailable', 'internal', 'invalid', 'bad_parameter'] as const
/// The kind of a refusal for a reader who does not read the server's English; '' where its own sentence says enough.
export function kindOf(problem: Problem | null): string {
  const kind = kinds.find((one) => one === problem?.code)
  return locale.value === 'en' || !kind ? '' : t(`problem.code.${kind}`)
}
/// The instant that a refusal names, such as the end of a lock; '' when it names none.
export const timeIn = (problem: Problem | null): string => /\d{4}-\d\d-\d\dT[\d:.]+(?:[+-]\d\d:\d\d|Z)/.exec(`${problem?.mend ?? ''} ${problem?.detail ?? ''}`)?.[0] ?? ''
