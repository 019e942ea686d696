#if !X86_64_EXTENSION || arch(x86_64)
import CProcessor
import KernelTable

/// A product of matrices that do not fit into a core's first-level cache.
///
/// It goes block by block through the left-hand side, copying each block once in the order in which tiles read it, and
/// panel by panel through the right-hand side: a panel is `depth` rows of one tile's columns, copied by the block's
/// first tile and read by all others from the first-level cache. What comes next is prefetched. Every number of the
/// result is still summed in the order of depth, as by the plain loops: between blocks of depth it is kept in the
/// result.
///
/// A right-hand side given column by column is transposed as it is copied.
enum PackedProduct {
  /// Most depth of a block.
  @inline(__always) static var depth: Int { Tuning.packedPanel / Columns.width }
  /// Most rows of a block.
  @inline(__always) static var rows: Int { Tuning.packedRows }

  /// Whether copying pays: enough rows use the copy, and the right-hand side would fall out of the first-level cache,
  /// or is given column by column.
  @inline(__always)
  static func suits(_ product: Product) -> Bool {
    product.rightColumns != nil
      || product.rows >= Tuning.leastPackedRows
        && product.depth &* product.columns > Tuning.mostPlainFloats
  }
}

// The tile: as many sums as fit into the registers beside their operands.
#if AVX512
private typealias Columns = TwoVectors
private typealias FullTile<C: ColumnVectors> = TwelveRows<C>
#elseif FUSED_MULTIPLY_ADD || arch(arm64)
private typealias Columns = OneVector
private typealias FullTile<C: ColumnVectors> = SixRows<C>
#else
private typealias Columns = OneVector
private typealias FullTile<C: ColumnVectors> = TwoRows<C>
#endif

/// See ``PackedProduct`` and `Product`.
@inline(__always)
func multiplyPacked(_ whole: Product, _ memory: UnsafeMutablePointer<Float>) {
  var product = whole
  var depth = whole.depth
  while depth > 0 {
    product.depth = piece(of: depth, atMost: PackedProduct.depth, multipleOf: 16)
    var block = product
    var rows = whole.rows
    while rows > 0 {
      block.rows = piece(of: rows, atMost: PackedProduct.rows, multipleOf: FullTile<Columns>.rows)
      multiplyBlock(block, memory)
      block.left += block.rows &* block.leftRowStride
      block.result += block.rows &* block.resultStride
      rows &-= block.rows
    }
    product.left += product.depth &* product.leftDepthStride
    product.right += product.rightColumns == nil ? product.depth &* product.rightStride : product.depth
    product.start = .result
    depth &-= product.depth
  }
}

/// The first of the fewest nearly equal pieces of `count`.
@inline(__always)
private func piece(of count: Int, atMost most: Int, multipleOf unit: Int) -> Int {
  let pieces = (count &+ most &- 1) / most
  let size = ((count &+ pieces &- 1) / pieces &+ unit &- 1) / unit &* unit
  return size < count ? size : count
}

/// Rows and depth that fit into the memory.
@inline(__always)
private func multiplyBlock(_ block: Product, _ memory: UnsafeMutablePointer<Float>) {
  packLeft(block, memory)
  let panel = memory + PackedProduct.rows &* PackedProduct.depth
  var column = 0
  while column &+ Columns.width <= block.columns {
    multiplyPanel(block, column, memory, panel, Columns.self)
    column &+= Columns.width
  }
  #if AVX512
  if column < block.columns { multiplyPanel(block, column, memory, panel, OneVector.self) }
  #endif
}

/// Copies the rows tile by tile: for each step of depth the numbers of all rows of a tile.
@inline(__always)
private func packLeft(_ block: Product, _ memory: UnsafeMutablePointer<Float>) {
  var row = 0
  while row &+ FullTile<Columns>.rows <= block.rows {
    packRows(block, row, FullTile<Columns>.rows, memory)
    row &+= FullTile<Columns>.rows
  }
  while row &+ FourRows<Columns>.rows <= block.rows {
    packRows(block, row, FourRows<Columns>.rows, memory)
    row &+= FourRows<Columns>.rows
  }
  while row < block.rows {
    packRows(block, row, 1, memory)
    row &+= 1
  }
}

/// Contiguous rows are copied as they are. Either way, four numbers at a time.
@inline(__always)
private func packRows(_ block: Product, _ row: Int, _ count: Int, _ memory: UnsafeMutablePointer<Float>) {
  let left = block.left + row &* block.leftRowStride
  let target = memory + row &* block.depth
  if block.leftRowStride == 1 {
    for step in 0..<block.depth {
      let (numbers, copy) = (left + step &* block.leftDepthStride, target + step &* count)
      let fours = count & ~3
      var index = 0
      while index < fours {
        storeFour(loadFour(numbers + index), copy + index)
        index &+= 4
      }
      for index in fours..<count { copy[index] = numbers[index] }
    }
    return
  }
  var index = 0
  if block.leftDepthStride == 1 {
    while index &+ 4 <= count {
      transposeFour(left + index &* block.leftRowStride, block.leftRowStride, target + index, count, block.depth)
      index &+= 4
    }
  }
  while index < count {
    for step in 0..<block.depth {
      target[step &* count &+ index] = left[index &* block.leftRowStride &+ step &* block.leftDepthStride]
    }
    index &+= 1
  }
}

/// Copies four rows of `count` floats into four columns.
@inline(__always)
private func transposeFour(
  _ rows: UnsafePointer<Float>, _ rowStride: Int, _ columns: UnsafeMutablePointer<Float>, _ columnStride: Int,
  _ count: Int
) {
  var index = 0
  while index &+ 4 <= count {
    transposeFour(rows + index, rowStride, columns + index &* columnStride, columnStride)
    index &+= 4
  }
  while index < count {
    for row in 0..<4 { columns[index &* columnStride &+ row] = rows[row &* rowStride &+ index] }
    index &+= 1
  }
}

#if AVX512
/// Copies sixteen rows of `count` floats into sixteen columns, in squares that fill half the registers.
@inline(__always)
private func transposeSixteen(
  _ rows: UnsafePointer<Float>, _ rowStride: Int, _ columns: UnsafeMutablePointer<Float>, _ columnStride: Int,
  _ count: Int
) {
  let squares = count & ~15
  var index = 0
  while index < squares {
    vector_transpose(rows + index, rowStride, columns + index &* columnStride, columnStride, 16)
    index &+= 16
  }
  guard squares < count else { return }
  for row in 0..<4 {
    transposeFour(
      rows + (4 &* row &* rowStride &+ squares), rowStride, columns + (squares &* columnStride &+ 4 &* row),
      columnStride, count &- squares)
  }
}
#endif

/// All rows of a block for the columns of one panel.
///
/// `@inline(__always)` would come too late: the optimizer would first specialize the function for each kind of columns,
/// as a weak symbol.
@_transparent
private func multiplyPanel<C: ColumnVectors>(
  _ block: Product, _ column: Int, _ left: UnsafePointer<Float>, _ panel: UnsafeMutablePointer<Float>, _: C.Type
) {
  var ahead = Ahead<C>(block, column)
  var row = 0
  if let rightColumns = block.rightColumns {
    packColumns(block, column, rightColumns &- column, panel, C.width)
  } else {
    let right = block.right + column
    multiplyTile(block, row, column, left, right, block.rightStride, panel, ahead, FullTile<C>.self, copies: true)
    ahead.next()
    row &+= FullTile<C>.rows
  }
  while row &+ FullTile<C>.rows <= block.rows {
    multiplyTile(block, row, column, left, panel, C.width, panel, ahead, FullTile<C>.self, copies: false)
    ahead.next()
    row &+= FullTile<C>.rows
  }
  while row &+ FourRows<C>.rows <= block.rows {
    multiplyTile(block, row, column, left, panel, C.width, panel, ahead, FourRows<C>.self, copies: false)
    row &+= FourRows<C>.rows
  }
  while row < block.rows {
    multiplyTile(block, row, column, left, panel, C.width, panel, ahead, OneRow<C>.self, copies: false)
    row &+= 1
  }
}

/// Copies `count` columns from `column` on into the rows of a panel, and fills the others with zeros.
@inline(__always)
private func packColumns(
  _ block: Product, _ column: Int, _ count: Int, _ panel: UnsafeMutablePointer<Float>, _ width: Int
) {
  let columns = block.right + column &* block.rightStride
  var index = 0
  while index < width {
    #if AVX512
    if index &+ 16 <= count {
      transposeSixteen(columns + index &* block.rightStride, block.rightStride, panel + index, width, block.depth)
      index &+= 16
      continue
    }
    #endif
    if index &+ 4 <= count {
      transposeFour(columns + index &* block.rightStride, block.rightStride, panel + index, width, block.depth)
      index &+= 4
      continue
    }
    for step in 0..<block.depth {
      panel[step &* width &+ index] = index < count ? columns[index &* block.rightStride &+ step] : 0
    }
    index &+= 1
  }
}

/// Prefetches what is needed after the current tile: the next panel, of which each full tile requests its share, and
/// the results of the tile after the next. A little every few steps, since a core can wait for only a few lines at
/// once, and those of the left-hand side must not queue behind them.
private struct Ahead<C: ColumnVectors> {
  private let panel: UnsafePointer<Float>
  private let panelStride: Int
  private let isColumns: Bool
  private let requestsOfTile: Int
  private var firstRequest = 0
  private let results: UnsafePointer<Float>
  private let resultStride: Int
  private let tiles: Int
  private var tile = 2
  /// Steps of depth between prefetches.
  let interval: Int

  @inline(__always) init(_ block: Product, _ column: Int) {
    let fullTiles = block.rows / FullTile<C>.rows
    tiles = fullTiles > 0 ? fullTiles : 1
    let requestsOfRows = block.depth / FullTile<C>.rows
    interval = requestsOfRows < 1 ? 1 : requestsOfRows < tiles ? requestsOfRows : tiles
    requestsOfTile = (block.depth &+ tiles &- 1) / tiles
    panelStride = block.rightStride
    isColumns = block.rightColumns != nil
    let (stepStride, columnStride) = isColumns ? (1, panelStride) : (panelStride, 1)
    let isLast = column &+ C.width >= block.columns
    panel = block.right + (isLast ? block.depth &* stepStride : (column &+ C.width) &* columnStride)
    results = UnsafePointer(block.result + column)
    resultStride = block.resultStride
  }

  /// Moves on to the share of the next tile.
  @inline(__always) mutating func next() {
    firstRequest &+= requestsOfTile
    tile &+= 1
  }

  /// The first row of the tile after the next, which may belong to the next panel.
  @inline(__always) var row: UnsafePointer<Float> {
    tile < tiles
      ? results + tile &* FullTile<C>.rows &* resultStride
      : results + (C.width &+ (tile &- tiles) &* FullTile<C>.rows &* resultStride)
  }

  /// Prefetch number `index` of a tile: its `row`s one by one, rows of a panel likewise, and columns in pieces as wide
  /// as a row.
  @inline(__always) func prefetch(_ index: Int, _ row: inout UnsafePointer<Float>) {
    if index < FullTile<C>.rows {
      C.prefetch(row)
      row += resultStride
    }
    guard index < requestsOfTile else { return }
    let request = firstRequest &+ index
    let piecesOfColumn = PackedProduct.depth / C.width
    C.prefetchFar(
      isColumns
        ? panel + (request / piecesOfColumn &* panelStride &+ request % piecesOfColumn &* C.width)
        : panel + request &* panelStride)
  }
}

@inline(__always)
private func multiplyTile<T: Tile>(
  _ block: Product, _ row: Int, _ column: Int, _ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>,
  _ rightStride: Int, _ panel: UnsafeMutablePointer<Float>, _ ahead: Ahead<T.Columns>, _: T.Type, copies: Bool
) {
  let result = block.result + row &* block.resultStride + column
  var left = left + row &* block.depth
  var right = right
  var panel = panel
  var rowAhead = ahead.row
  var sums = T(block.start, result, block.resultStride, column)
  var request = 0
  var depth = block.depth
  while depth > 0 {
    ahead.prefetch(request, &rowAhead)
    request &+= 1
    let steps = depth < ahead.interval ? depth : ahead.interval
    for _ in 0..<steps {
      let vectors = T.Columns(right)
      if copies {
        vectors.write(panel)
        panel += T.Columns.width
      }
      sums.add(left, 1, vectors)
      left += T.rows
      right += rightStride
    }
    depth &-= steps
  }
  sums.write(result, block.resultStride)
}
#endif
