// 报告
import type { Pair } from '@/kit/i18n'

export const reports = {
  'page.reports': ['报告', 'Reports'],
  'reports.note': ['按现有评价结果即时生成；数字与屏幕一致，缺的写明原因', 'Made now of the figures there are: the same digits as on the screens, and what is missing is said'],
  'reports.which': ['报告', 'Report'],
  'reports.none': ['没有您可以查看的报告', 'There is no report for you'],
  'reports.making': ['正在生成… {s} s', 'Being made… {s} s'],
  'reports.frame': ['报告：{title}', 'Report: {title}'],
  'reports.tab': ['在新窗口打开（可打印）', 'Open in a window of its own (to print)'],
  'reports.format.xlsx': ['Excel', 'Excel'],
  'reports.format.docx': ['Word', 'Word'],
  'reports.format.pdf': ['PDF', 'PDF'],
  'reports.saving': ['正在生成 {format}… {size}', 'Making {format}… {size}'],
  'reports.saved': ['已下载 {name}', '{name} was downloaded'],
  'reports.no_export': ['您的账号不能下载表格文件', 'Your account may not download files'],
  'reports.objects.none': ['没有可以写报告的对象', 'There is nothing to report on'],
  'reports.paper': ['报告在隔离的框中显示，不运行脚本', 'Shown in a frame apart, without scripts'],
} as const satisfies Record<string, Pair>
