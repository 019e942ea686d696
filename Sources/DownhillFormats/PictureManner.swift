import Downhill

/// How the pictures of a data set lie in their fields: what another picture must be like to be read in the same way.
public struct PictureManner: Equatable, Sendable {
  /// The background of the pictures.
  public enum Ground: String, Equatable, Sendable {
    /// 0, as in MNIST.
    case dark
    /// 255, as on paper.
    case light
    /// Neither of them for most pictures.
    case mixed
  }

  /// The background of the pictures.
  public var ground: Ground
  /// Whether they are placed as MNIST's digits: scaled to 20/28 of the field, with the centre of mass in its middle.
  public var isPlaced: Bool

  /// A manner.
  public init(ground: Ground, isPlaced: Bool) {
    self.ground = ground
    self.isPlaced = isPlaced
  }

  /// Light ink on a ground of 0, placed. Model files do not mention it.
  public static let mnist = PictureManner(ground: .dark, isPlaced: true)

  /// Pictures that are taken as they are, whatever their ground: others are brought to their size, and nothing else.
  public static let asTheyAre = PictureManner(ground: .mixed, isPlaced: false)

  /// Finds the manner of some pictures: row-major, 0 for black and 255 for white.
  ///
  /// A ground is dark or light if three fifths of the pixels in the outermost frames are; pictures are placed if nineteen
  /// of twenty are. (Of MNIST's, 9,997 of 10,000 are.)
  public init(of pictures: [[UInt8]], shape: PictureShape) {
    var (dark, light, total) = (0, 0, 0)
    for pixels in pictures {
      for index in Self.frame(shape) {
        total += 1
        if pixels[index] < 32 { dark += 1 }
        if pixels[index] >= 224 { light += 1 }
      }
    }
    ground = dark * 5 >= total * 3 ? .dark : light * 5 >= total * 3 ? .light : .mixed
    isPlaced = false
    let placed = pictures.reduce(0) { $0 + (isPlacedAsMNIST($1, shape, tolerance: 0) ? 1 : 0) }
    isPlaced = ground != .mixed && placed * 20 >= pictures.count * 19
  }

  /// Finds the manner of examples from five hundred of them, taken from the whole range, as data may be sorted.
  public init(of examples: Examples, shape: PictureShape) {
    let distance = max(1, examples.count / 500)
    let pictures = (0..<(examples.count + distance - 1) / distance).map { index in
      examples.inputs(index * distance).map { UInt8(min(max($0 * 255 + 0.5, 0), 255)) }
    }
    self.init(of: pictures, shape: shape)
  }

  /// The text in a model's file: `light placed`.
  public var text: String { ground.rawValue + (isPlaced ? " placed" : " free") }

  /// Reads `text`; nil for anything else.
  public init?(text: String) {
    for ground in [Ground.dark, .light, .mixed] {
      for isPlaced in [true, false] {
        let manner = PictureManner(ground: ground, isPlaced: isPlaced)
        if manner.text == text {
          self = manner
          return
        }
      }
    }
    return nil
  }

  /// Whether a picture of the data's shape is in this manner and needs no preparation.
  func holds(for pixels: [UInt8], _ shape: PictureShape) -> Bool {
    isPlaced ? isPlacedAsMNIST(pixels, shape, tolerance: 1) : !Self.isOpposite(pixels, shape, to: ground)
  }

  /// Whether nearly all of a picture's frame is of the other ground, its corners too.
  static func isOpposite(_ pixels: [UInt8], _ shape: PictureShape, to ground: Ground) -> Bool {
    guard ground != .mixed else { return false }
    func isOther(_ index: Int) -> Bool { ground == .dark ? pixels[index] >= 160 : pixels[index] < 96 }
    let frame = Self.frame(shape)
    let others = frame.reduce(0) { $0 + (isOther($1) ? 1 : 0) }
    let last = shape.pixelCount - 1
    let corners = [0, shape.columns - 1, last - shape.columns + 1, last]
    return others * 10 >= frame.count * 9 && corners.allSatisfy(isOther)
  }

  private func isPlacedAsMNIST(_ pixels: [UInt8], _ shape: PictureShape, tolerance: Int) -> Bool {
    let levels = pixels.map { Float(ground == .light ? 255 - $0 : $0) }
    // A digit whose mass lies far from its middle may reach the frame.
    let frame = Self.frame(shape)
    guard frame.reduce(0, { $0 + (levels[$1] == 0 ? 1 : 0) }) * 4 >= frame.count * 3 else { return false }
    let ink = Ink(width: shape.columns, height: shape.rows, levels: levels)
    guard let box = ink.boundingBox else { return false }
    let (x, y) = ink.centreOfMass
    let down = abs(box.rows.count - Ink.fitted(shape.rows))
    let across = abs(box.columns.count - Ink.fitted(shape.columns))
    let fits =
      box.rows.count <= Ink.fitted(shape.rows) + tolerance
      && box.columns.count <= Ink.fitted(shape.columns) + tolerance
    return fits && min(down, across) <= tolerance && abs(Int(x) - shape.columns / 2) <= tolerance
      && abs(Int(y) - shape.rows / 2) <= tolerance
  }

  /// The indices of the outermost pixels.
  private static func frame(_ shape: PictureShape) -> [Int] {
    let (rows, columns) = (shape.rows, shape.columns)
    return (0..<rows * columns).filter {
      $0 < columns || $0 >= (rows - 1) * columns || $0 % columns == 0 || $0 % columns == columns - 1
    }
  }
}
