// Written by hand after the contract until api/evaluations.yaml generates this file (`npm run api`).
type Json<T> = { responses: { 200: { content: { 'application/json': T } } } }
type Skipped = { skip: number; limit: number; total: number }

export interface paths {
  '/figures': { get: Json<components['schemas']['FigurePage']> }
  '/figures/kinds': { get: Json<{ kinds: components['schemas']['FigureKind'][] }> }
  '/figures/objects': { get: Json<{ objects: components['schemas']['FigureObject'][] }> }
  '/figures/{id}': { get: Json<components['schemas']['FigureWithHistory']> }
  '/figures/compute': { get: Json<components['schemas']['Figure']> }
  '/figures/compare': { get: Json<components['schemas']['Comparison']> }
  '/why': { get: Json<{ ref: string; why: components['schemas']['Why'] }> }
  '/why/sheet': { get: Json<never> }
  '/alerts/levels': { get: Json<components['schemas']['AlertLevel']> }
  '/alerts/{id}/cap': { get: Json<never> }
}
export interface components {
  schemas: {
    FigureKind: { id: string; title: string; title_en: string; field: string; object: string; forms: string[]; unit: string; greater_is_worse: boolean; is_public: boolean }
    FigureObject: { ref: string; name: string; name_en: string; area: string; origin: string; longitude: number; latitude: number; from: string | null; to: string | null }
    Figure: {
      id: number
      kind: string
      object: string
      object_name: string
      object_name_en: string
      origin: string
      span: string
      form: string
      from: string
      to: string
      result: string
      number: number | null
      value: string
      unit: string
      rank: number
      grade: string
      grade_en: string
      colour: string
      valid_share: number | null
      standard: string
      clause: string
      edition: string
      digest: string
      provisional: boolean
      revision: number
      computed_at: string
      detail?: { [key: string]: unknown }
    }
    FigureRevision: { id: number; revision: number; value: string; number: number | null; result: string; computed_at: string; superseded_at: string | null; edition: string; digest: string }
    FigureWithHistory: components['schemas']['Figure'] & { history: components['schemas']['FigureRevision'][] }
    FigurePage: { items: components['schemas']['Figure'][] } & Skipped
    Change: { key: string; title: string; title_en: string; unit: string; a: number | null; b: number | null; change: number | null; percent: number | null; better: boolean | null }
    Comparison: { a: components['schemas']['Figure']; b: components['schemas']['Figure']; changes: components['schemas']['Change'][]; edition: string }
    Basis: { standard: string; clause?: string; edition?: string }
    Why: {
      title: string
      title_en?: string
      value?: string
      unit?: string
      exact?: string
      how?: string
      how_en?: string
      state?: string
      note?: string
      basis?: components['schemas']['Basis'][]
      ref?: string
      from?: components['schemas']['Why'][]
    }
    AlertLevel: { level: number; name: string; name_en?: string; since?: string | null; rule: string; edition?: string; why?: components['schemas']['Why'] }
  }
}
