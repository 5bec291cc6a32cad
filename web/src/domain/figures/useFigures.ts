// Figures asked of the server; each composable gives { data, status, error, reload }.
import { getAll } from '@/api/all'
import { get, type Query as Asked } from '@/api/client'
import { useQuery, type Query } from '@/api/query'
import type { Figure, FigureKind, FigureObject } from './figure'
import { parseSpan, windowOf, yearBefore } from './spans'

export interface FiguresAsked { kind: string; object?: string; form?: string; from?: string; to?: string; result?: string; sort?: string; detail?: boolean }

const asQuery = (asked: FiguresAsked): Asked => ({ ...asked, detail: asked.detail ? true : undefined })
const key = (value: unknown) => () => JSON.stringify(value)

let kindsKept: Promise<FigureKind[]> | null = null
/// Kinds do not change while the server runs: asked once.
export function askKinds(): Promise<FigureKind[]> {
  kindsKept ??= get('/figures/kinds').then((answer) => answer.kinds as FigureKind[], (failure: unknown) => {
    kindsKept = null
    throw failure
  })
  return kindsKept
}
export const useKinds = (): Query<FigureKind[]> => useQuery(() => askKinds())
/// May the reader see figures of a kind? Until the kinds are known nothing is taken away.
export function useMaySee(): (kind: string) => boolean {
  const kinds = useKinds()
  return (kind) => kinds.data.value === null || kinds.data.value.some((one) => one.id === kind)
}

/// The objects that a kind has figures about, those with data first.
export function useObjects(kind: () => string): Query<FigureObject[]> {
  return useQuery(
    (signal) => get('/figures/objects', { query: { kind: kind() }, signal }).then((answer) => (answer.objects as FigureObject[]).slice().sort((a, b) => (a.to ? 0 : 1) - (b.to ? 0 : 1))),
    { watch: kind, when: () => kind() !== '' },
  )
}
/// A whole list of figures in force.
export function useFigures(asked: () => FiguresAsked | null): Query<Figure[]> {
  return useQuery(
    (signal) => getAll((cut) => get('/figures', { query: { ...asQuery(asked() as FiguresAsked), ...cut }, signal }) as Promise<{ items: Figure[]; total: number; skip: number; limit: number }>),
    { watch: () => key(asked())(), when: () => asked() !== null },
  )
}
/// Every object's figure of one span; a season's window holds other spans too, so they are sorted out here.
export function useSpanFigures(kind: () => string, span: () => string, detail = true): Query<Figure[]> {
  const asked = (): FiguresAsked | null => (kind() && parseSpan(span()) ? { kind: kind(), form: parseSpan(span())?.form, ...windowOf(span()), detail, sort: 'object' } : null)
  return useQuery(
    async (signal) => {
      const all = await getAll((cut) => get('/figures', { query: { ...asQuery(asked() as FiguresAsked), ...cut }, signal }) as Promise<{ items: Figure[]; total: number; skip: number; limit: number }>)
      return all.filter((one) => one.span === span())
    },
    { watch: () => key(asked())() + span(), when: () => asked() !== null },
  )
}
export interface Which { kind: string; object: string; span: string }
/// One figure with its detail: the one in force, or, for a span that is not kept, computed now (id 0).
export async function askFigure(which: Which, signal?: AbortSignal): Promise<Figure> {
  const page = await get('/figures', { query: { kind: which.kind, object: which.object, form: parseSpan(which.span)?.form, ...windowOf(which.span), detail: true, limit: 10 }, signal })
  const kept = (page.items as Figure[]).find((one) => one.span === which.span)
  return kept ?? ((await get('/figures/compute', { query: { ...which }, signal })) as Figure)
}
export function useFigure(which: () => Which | null): Query<Figure> {
  const whole = () => which() !== null && which()?.object !== '' && parseSpan(which()?.span ?? '') !== null
  return useQuery((signal) => askFigure(which() as Which, signal), { watch: () => key(which())(), when: whole })
}
/// A figure and the same of the year before; the earlier one may be missing.
export function useWithYearBefore(which: () => Which | null): Query<{ now: Figure; before: Figure | null }> {
  return useQuery(
    async (signal) => {
      const asked = which() as Which
      const [now, before] = await Promise.all([askFigure(asked, signal), askFigure({ ...asked, span: yearBefore(asked.span) }, signal).catch(() => null)])
      return { now, before }
    },
    { watch: () => key(which())(), when: () => which() !== null && which()?.object !== '' },
  )
}
