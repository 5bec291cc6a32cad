// A small register for tests.
import type { Definition, Field, FieldType, Row } from './register'

export function field(id: string, type: FieldType, more: Partial<Field> = {}): Field {
  return {
    id, type, title: { zh: `${id}名`, en: id }, help: { zh: '', en: '' }, section: { zh: '', en: '' }, required: false, unique: false, unit: '', min: null, max: null, digits: 0, length_max: 0, count_max: 0, pattern: '',
    list: null, to: null, form: null, initial: '', computed: false, value: null, personal: false, public: true, retired: false, ...more,
  }
}
const title = (zh: string) => ({ zh, en: zh })
const move = { condition: null, reopens: false, needs_reason: false, may: true, needs: [], by: ['keeper'] }
export const wells: Definition = {
  id: 'wells', title: title('水井'), about: title(''), group: { code: 'water', zh: '水', en: 'Water' }, serves: ['S001'], keeper: [], geometry: 'point', total: 2, overdue: 1, public: true,
  reach: { sees: true, only_public: false, creates: true, changes: true, merges: true, imports: true },
  sources: [], assist: [], key: ['code'], name: 'name', columns: ['code', 'name', 'depth'], area: null, facility: null, blur_m: 0, geometry_required: false, retention: null, path: '', digest: '', rules: [], big_lists: ['gbt4754'], pointed_at_by: [],
  fields: [
    field('code', 'text', { required: true, section: title('身份') }), field('name', 'text', { required: true }), field('depth', 'decimal', { unit: 'm', section: title('构造') }), field('drilled_on', 'date'), field('seen_at', 'time'),
    field('in_use', 'yes_no'), field('kind', 'code', { list: 'well_kinds' }), field('uses', 'codes', { list: 'well_kinds' }), field('township', 'grid_cell', { list: 'divisions' }), field('facility', 'reference', { to: 'facility' }), field('photos', 'photo'),
  ],
  lists: {
    well_kinds: { title: title('井类'), rows: [{ code: 'a', name: '水源井', name_en: 'Supply', parent: '' }, { code: 'b', name: '监测井', name_en: 'Monitoring', parent: '' }] },
    divisions: { title: title('区划'), rows: [{ code: '140215', name: '云州区', name_en: '', parent: '' }, { code: '140215100', name: '西坪镇', name_en: '', parent: '140215' }] },
  },
  lifecycle: {
    initial: 'used', states: [{ id: 'used', title: title('在用'), final: false, suspends: false, due: { count: 5, workdays: true, source: '' }, due_field: null }, { id: 'shut', title: title('封停'), final: true, suspends: false, due: null, due_field: null }],
    moves: [{ ...move, id: 'shut', title: title('封停'), from: ['used'], to: 'shut' }],
  },
}
export const row: Row = {
  id: 7, version: 3, state: 'used', state_since: '2026-03-01T08:00:00+08:00', due: '2026-03-09', overdue: false, origin: 'invented', created_at: '2026-03-01T08:00:00+08:00', created_by: 'demo-officer', changed_at: '2026-03-02T08:00:00+08:00', changed_by: 'demo-officer',
  merged_into: null, withdrawn: false, names: { facility: '云光公司' }, geometry: null, title: '一号井',
  values: { code: 'W-1', name: '一号井', depth: '12345.50', in_use: true, kind: 'b', uses: ['a', 'b'], township: '140215100', facility: 3, photos: [] },
}
