// The route table: every address, the right it needs, and its title.
import { watch } from 'vue'
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { about, can, me, resume, type Right } from '@/api/session'
import { locale } from '@/kit/i18n'
import { t, type MessageKey } from './messages'

declare module 'vue-router' {
  interface RouteMeta {
    title: MessageKey
    right?: Right
    open?: boolean // without a session
    visitors?: boolean // the public reads it too, inside the frame
    full?: boolean // the page fills the window
  }
}

const routes: RouteRecordRaw[] = [
  { path: '/login', component: () => import('@/rooms/session/LoginPage.vue'), meta: { title: 'page.login', open: true } },
  { path: '/', component: () => import('@/rooms/overview/MapPage.vue'), meta: { title: 'page.map', right: 'see_measurements', full: true } },
  { path: '/monitor', component: () => import('@/rooms/monitor/MonitorPage.vue'), meta: { title: 'page.monitor', right: 'see_measurements' } },
  { path: '/monitor/:id(\\d+)', component: () => import('@/rooms/monitor/PointPage.vue'), meta: { title: 'page.point', right: 'see_measurements' } },
  { path: '/frames/:number(\\d+)', component: () => import('@/rooms/monitor/FramePage.vue'), meta: { title: 'page.frame', right: 'see_frames' } },
  { path: '/loggers', component: () => import('@/rooms/diagnosis/LoggersPage.vue'), meta: { title: 'page.loggers', right: 'see_frames' } },
  { path: '/loggers/:mn', component: () => import('@/rooms/diagnosis/LoggerPage.vue'), meta: { title: 'page.logger', right: 'see_frames' } },
  { path: '/air', component: () => import('@/rooms/air/AirPage.vue'), meta: { title: 'page.air', right: 'see_measurements' } },
  { path: '/air/:id(\\d+)', component: () => import('@/rooms/air/StationPage.vue'), meta: { title: 'page.station', right: 'see_measurements' } },
  { path: '/water', component: () => import('@/rooms/water/WaterPage.vue'), meta: { title: 'page.water', right: 'see_measurements' } },
  { path: '/water/:ref(.+)', component: () => import('@/rooms/water/SectionPage.vue'), meta: { title: 'page.section', right: 'see_measurements' } },
  { path: '/sources', component: () => import('@/rooms/sources/SourcesPage.vue'), meta: { title: 'page.sources', right: 'see_measurements' } },
  { path: '/sources/:ref(.+)', component: () => import('@/rooms/sources/SourcePage.vue'), meta: { title: 'page.source', right: 'see_measurements' } },
  { path: '/noise', component: () => import('@/rooms/noise/NoisePage.vue'), meta: { title: 'page.noise', right: 'see_measurements' } },
  { path: '/soil', component: () => import('@/rooms/soil/SoilPage.vue'), meta: { title: 'page.soil', right: 'see_measurements' } },
  { path: '/soil/:ref(.+)', component: () => import('@/rooms/soil/SoilObjectPage.vue'), meta: { title: 'page.soil', right: 'see_measurements' } },
  { path: '/ecology', component: () => import('@/rooms/ecology/EcologyPage.vue'), meta: { title: 'page.ecology', right: 'see_measurements' } },
  { path: '/calculator', component: () => import('@/rooms/calculator/CalculatorPage.vue'), meta: { title: 'page.calculator', right: 'see_measurements' } },
  { path: '/reports', component: () => import('@/rooms/reports/ReportsPage.vue'), meta: { title: 'page.reports', right: 'see_measurements' } },
  { path: '/alarms', component: () => import('@/rooms/alarms/AlarmsPage.vue'), meta: { title: 'page.alarms', right: 'see_alarms' } },
  { path: '/facilities/:id(\\d+)', component: () => import('@/rooms/registers/FacilityPage.vue'), meta: { title: 'page.facility', right: 'see_facility' } },
  { path: '/registers', component: () => import('@/rooms/registers/RegistersPage.vue'), meta: { title: 'page.registers', right: 'see_registers', visitors: true } },
  { path: '/registers/:reg', component: () => import('@/rooms/registers/ListPage.vue'), meta: { title: 'page.register', right: 'see_registers', visitors: true } },
  { path: '/registers/:reg/new', component: () => import('@/rooms/registers/FormPage.vue'), meta: { title: 'page.record.new', right: 'see_registers' } },
  { path: '/registers/:reg/import', component: () => import('@/rooms/registers/ImportPage.vue'), meta: { title: 'page.import', right: 'import_registers' } },
  { path: '/registers/:reg/records/:id(\\d+)', component: () => import('@/rooms/registers/RecordPage.vue'), meta: { title: 'page.record', right: 'see_registers', visitors: true } },
  { path: '/registers/:reg/records/:id(\\d+)/edit', component: () => import('@/rooms/registers/FormPage.vue'), meta: { title: 'page.record.edit', right: 'see_registers' } },
  { path: '/definitions', component: () => import('@/rooms/registers/DefinitionsPage.vue'), meta: { title: 'page.definitions', right: 'administer_registers' } },
  { path: '/people', component: () => import('@/rooms/system/PeoplePage.vue'), meta: { title: 'page.people', right: 'see_people' } },
  { path: '/trail', component: () => import('@/rooms/system/TrailPage.vue'), meta: { title: 'page.trail', right: 'see_trail' } },
  { path: '/system', component: () => import('@/rooms/system/SystemPage.vue'), meta: { title: 'page.system', right: 'see_system' } },
  { path: '/standards', component: () => import('@/rooms/system/StandardsPage.vue'), meta: { title: 'page.standards' } },
  { path: '/:rest(.*)*', component: () => import('./MissingPage.vue'), meta: { title: 'page.missing', open: true } },
]

export const router = createRouter({ history: createWebHistory(), routes, scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? undefined : { top: 0 }) })

let asked = false
router.beforeEach(async (to) => {
  if (!asked) {
    // The page's code travels while the server says who is there.
    for (const record of to.matched) {
      const page: unknown = record.components?.default
      if (typeof page === 'function') void (page as () => Promise<unknown>)().catch(() => undefined)
    }
    // A server that does not answer is shown by the page itself, not by an empty window.
    await resume().catch(() => undefined)
    asked = true
  }
  if (!to.meta.open && !to.meta.visitors && !me.value) return { path: '/login', query: to.fullPath === '/' ? {} : { to: to.fullPath } }
  if (to.path === '/login' && me.value) return '/'
  return true
})

/// Lacks the person the right that this page needs?
export const forbidden = (right: Right | undefined): boolean => right !== undefined && !can(right)

watch([router.currentRoute, locale, about], () => {
  const district = about.value ? (locale.value === 'zh' ? about.value.district.zh : about.value.district.en) : ''
  document.title = [t(router.currentRoute.value.meta.title ?? 'page.map'), district, t('brand')].filter(Boolean).join(' · ')
})
