// Reports: the spans one can be made for, and how a made file is handed to the reader.
import type { EvaluationSchemas } from '@/api/client'
import { forms as all_forms, type Form } from '@/domain/figures/spans'

type Report = EvaluationSchemas['Report']
/// Forms in the house's order as far as the report has them; a month where it says nothing.
export function formsOf(report: Pick<Report, 'forms'> | null): readonly Form[] {
  const known = (report?.forms ?? []).filter((one): one is Form => all_forms.includes(one as Form))
  return known.length ? known : ['month']
}
/// Two reports about the same kind keep the object when one goes from one to the other.
export const sharesKind = (a: Pick<Report, 'kind'> | null, b: Pick<Report, 'kind'> | null): boolean => a !== null && b !== null && a.kind === b.kind

const kept_ms = 30_000
export function saveAs(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  window.setTimeout(() => URL.revokeObjectURL(address), kept_ms)
}
