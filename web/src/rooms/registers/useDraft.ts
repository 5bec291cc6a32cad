// The form of a record: what was typed, what is wrong with it so far, and the saving of it.
import { computed, onScopeDispose, reactive, ref, shallowRef, watch, type Ref } from 'vue'
import { patch, post, type FieldProblem, type LedgerSchemas, type Problem } from '@/api/client'
import { useAction } from '@/api/query'
import { bodyOf, differing, formOf, given, missing, type FormValue, type FormValues, type Place } from './draft'
import { tag, type Changed, type Definition, type Detail, type Row } from './register'

const check_after_ms = 500
type Draft = LedgerSchemas['Draft']
export interface Conflict { current: Row; differs: Changed[] }

function fresh_key(): string {
  // crypto.randomUUID is there only behind https; a bureau's server often has none.
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/// Asks the server what it would refuse, a moment after the last key.
function useCheck(reg: string, id: number | null, draft: () => Draft) {
  const found = shallowRef<FieldProblem[]>([])
  let timer = 0
  let asked = 0
  async function ask(): Promise<void> {
    const mine = ++asked
    try {
      const { values = {}, geometry, system } = draft()
      const answer = await post('/registers/{reg}/check', { params: { reg }, body: { ...(id === null ? {} : { id }), values, ...(geometry === undefined ? {} : { geometry }), ...(system ? { system } : {}) } })
      if (mine === asked) found.value = answer.problems
    } catch {
      if (mine === asked) found.value = [] // a hint only: saving says what is wrong
    }
  }
  function soon(): void {
    window.clearTimeout(timer)
    timer = window.setTimeout(() => void ask(), check_after_ms)
  }
  onScopeDispose(() => window.clearTimeout(timer))
  return { found, soon, ask }
}

interface Seen { found: Ref<FieldProblem[]>; refused: Ref<Problem | null>; tried: Ref<boolean>; touched: Set<string>; mended: () => string[] }
/// Refusals of the last saving, as long as the field is as it was then, and what the check found: at fields that were touched, everywhere once saving was tried.
function useProblems({ found, refused, tried, touched, mended }: Seen) {
  return computed(() => {
    const out = new Map<string, FieldProblem>()
    for (const one of found.value) if (one.where && !out.has(one.where) && (tried.value || one.code === 'rule' || (touched.has(one.where) && one.code !== 'missing'))) out.set(one.where, one)
    const problem = refused.value
    const changed = new Set(problem ? mended() : [])
    for (const one of problem?.errors ?? []) if (one.where && !changed.has(one.where)) out.set(one.where, one)
    if (problem?.where && !problem.errors.length && !changed.has(problem.where)) out.set(problem.where, { code: problem.code, detail: problem.detail, where: problem.where, mend: problem.mend })
    return out
  })
}

export function useDraft(reg: string, def: Definition, row: Row | null) {
  const base = shallowRef<Row | null>(row)
  const before = shallowRef<FormValues>(formOf(def, row))
  const values = reactive<FormValues>(formOf(def, row))
  const names = reactive<Record<string, string>>({ ...(row?.names ?? {}) })
  const place = reactive<Place>({ geometry: row?.geometry ?? null, system: '' })
  const why = ref('')
  const touched = reactive(new Set<string>())
  const tried = ref(false)

  const placed = computed(() => JSON.stringify(place.geometry) !== JSON.stringify(base.value?.geometry ?? null))
  const changed = computed(() => differing(def, values, before.value))
  const dirty = computed(() => changed.value.length > 0 || placed.value)
  function draft(): Draft {
    const ids = base.value ? changed.value : given(def, values)
    const where = placed.value ? { geometry: place.geometry, ...(place.geometry && place.system ? { system: place.system } : {}) } : {}
    return { values: bodyOf(def, values, ids), ...where, ...(why.value.trim() ? { why: why.value.trim() } : {}) }
  }
  const check = useCheck(reg, row?.id ?? null, draft)
  watch([values, place], check.soon)
  function set(id: string, value: FormValue, name?: string): void {
    values[id] = value
    touched.add(id)
    if (name !== undefined) names[id] = name
  }

  const action = useAction()
  const conflict = shallowRef<Conflict | null>(null)
  const at_save = shallowRef<FormValues>({})
  const key = { text: '', id: '' }
  async function save(): Promise<Detail | null> {
    tried.value = true
    at_save.value = { ...values }
    let answer: Detail | null = null
    const body = draft()
    const text = JSON.stringify(body)
    if (text !== key.text) Object.assign(key, { text, id: fresh_key() }) // the same request again answers the same record; another one needs another key
    await action.run(async () => {
      const now = base.value
      answer = now ? await patch('/registers/{reg}/records/{id}', { params: { reg, id: now.id }, headers: tag(now.version), body }) : await post('/registers/{reg}/records', { params: { reg }, headers: { 'Idempotency-Key': key.id }, body })
    })
    const refused = action.problem.value
    const current = refused?.status === 412 ? (refused.body.current as Row | undefined) : undefined
    if (current) {
      conflict.value = { current, differs: (refused?.body.differs as Changed[] | undefined) ?? [] }
      action.problem.value = null
    }
    return answer
  }
  /// Goes on from the version in force: the fields in `theirs` become what the other person made of them.
  function rebase(current: Row, theirs: Set<string>): void {
    const mine = new Set(changed.value)
    const fresh = formOf(def, current)
    for (const id of Object.keys(fresh)) if (!mine.has(id) || theirs.has(id)) values[id] = fresh[id] as FormValue
    if (!placed.value || theirs.has('geometry')) Object.assign(place, { geometry: current.geometry, system: '' })
    Object.assign(names, Object.fromEntries(Object.entries(current.names).filter(([id]) => !mine.has(id) || theirs.has(id))))
    before.value = fresh
    base.value = current
    conflict.value = null
  }

  const problems = useProblems({ found: check.found, refused: action.problem, tried, touched, mended: () => differing(def, values, at_save.value) })
  const lacking = computed(() => missing(def, values))
  return { base, before, values, names, place, why, touched, tried, changed, placed, dirty, set, save, busy: action.busy, problem: action.problem, problems, lacking, conflict, rebase }
}
export type UseDraft = ReturnType<typeof useDraft>
