// Standards on a given day.
import type { Schemas } from '@/api/client'

export type Standard = Schemas['Standard']
export type InForce = 'now' | 'future' | 'past'
/// Days compare as text: YYYY-MM-DD.
export function inForce(one: Standard, on: string): InForce {
  if (one.effective_from > on) return 'future'
  return one.effective_to && one.effective_to < on ? 'past' : 'now'
}
export function matches(text: string, ...fields: (string | null | undefined)[]): boolean {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean)
  const all = fields.filter(Boolean).join(' ').toLowerCase()
  return words.every((word) => all.includes(word))
}
/// The edition a set of limits belongs to: "GB18918-2002/一级A" → "GB18918-2002".
export const editionOf = (set: string): string => set.split('/')[0] ?? set
