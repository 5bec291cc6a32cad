// 生态
import type { Pair } from '@/kit/i18n'

export const ecology = {
  'page.ecology': ['生态', 'Ecology'],
  'eco.tab.ecology_ei': ['生态环境状况指数 EI', 'Ecosystem index EI'],
  'eco.tab.ecology_eqi': ['区域生态质量指数 EQI', 'Ecological quality EQI'],
  'eco.parts': ['分指数', 'Parts'],
  'eco.part.value': ['分指数值', 'Value'],
  'eco.part.weight': ['权重', 'Weight'],
  'eco.part.part': ['贡献', 'Part'],
  'eco.part.inverse': ['反向：100 − 值', 'inverse: 100 − value'],
  'eco.sum': ['合计', 'Sum'],
  'eco.change': ['与上年比', 'Against the year before'],
  'eco.change.of': ['{delta}（{before} → {now}）', '{delta} ({before} → {now})'],
  'eco.change.none': ['没有上年数据', 'no year before'],
  'eco.change.class': ['变化类别', 'Change'],
  'eco.restricted': ['分级受限：原为 {grade}', 'Lowered by a restriction from {grade}'],
  'eco.published': ['发布值', 'Published'],
  'eco.years': ['历年', 'By year'],
} as const satisfies Record<string, Pair>
