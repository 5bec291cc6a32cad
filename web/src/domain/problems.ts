// Which field of a form a refusal speaks of.
import type { FieldProblem, Problem } from '@/api/client'

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
