import {
  CellStyleModule,
  ColumnApiModule,
  colorSchemeVariable,
  InfiniteRowModelModule,
  ModuleRegistry,
  RowApiModule,
  RowStyleModule,
  ScrollApiModule,
  themeQuartz,
} from 'ag-grid-community'

ModuleRegistry.registerModules([InfiniteRowModelModule, ScrollApiModule, RowApiModule, ColumnApiModule, RowStyleModule, CellStyleModule])

/** The tables' look, taken from the tokens of `styles.css` so that it follows the theme. */
export const gridTheme = themeQuartz.withPart(colorSchemeVariable).withParams({
  accentColor: 'var(--accent)',
  backgroundColor: 'var(--ground)',
  foregroundColor: 'var(--ink)',
  borderColor: 'var(--line)',
  chromeBackgroundColor: 'var(--sunk)',
  headerBackgroundColor: 'var(--ground)',
  headerTextColor: 'var(--ink-2)',
  headerFontWeight: 500,
  headerFontSize: 12,
  rowHoverColor: 'var(--hover)',
  fontFamily: 'inherit',
  dataFontSize: 12.5,
  headerHeight: 30,
  rowHeight: 28,
  cellHorizontalPadding: 10,
  wrapperBorder: false,
  wrapperBorderRadius: 0,
  columnBorder: false,
  headerColumnResizeHandleColor: 'var(--line-strong)',
  rowLoadingSkeletonEffectColor: 'var(--line)',
})

/** Rows are fetched in blocks of this many. */
export const blockSize = 200
