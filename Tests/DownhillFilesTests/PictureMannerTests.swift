import Downhill
import DownhillFiles
import DownhillFormats
import DownhillMNIST
import Testing

@Suite("How a data set's pictures lie")
struct PictureMannerTests {
  private static let shape = PictureShape(rows: 28, columns: 28)
  private static let digits = Result {
    let test = try DataSource(name: "MNIST", files: MNIST.files).load(.test).examples
    return (0..<2_000).map { test.inputs($0).map { UInt8($0 * 255 + 0.5) } }
  }
  private static let fashion = "/usr/share/datasets/fashion-mnist"

  @Test func `MNIST lies as MNIST, and on a light ground as that`() throws {
    let digits = try Self.digits.get()
    #expect(PictureManner(of: digits, shape: Self.shape) == .mnist)
    let negatives = digits.map { $0.map { 255 - $0 } }
    #expect(PictureManner(of: negatives, shape: Self.shape) == PictureManner(ground: .light, isPlaced: true))
  }

  @Test func `digits that are shifted, and things that fill the field, lie freely`() throws {
    let digits = try Self.digits.get()
    let shifted = digits.map { Array($0[56...]) + [UInt8](repeating: 0, count: 56) }
    #expect(PictureManner(of: shifted, shape: Self.shape) == PictureManner(ground: .dark, isPlaced: false))
    let full = digits.map { digit in (0..<784).map { digit[$0] / 2 + UInt8($0 % 28 * 4) } }
    #expect(PictureManner(of: full, shape: Self.shape) == PictureManner(ground: .mixed, isPlaced: false))
  }

  @Test func `the text of each manner reads back, and nothing else does`() {
    for ground in [PictureManner.Ground.dark, .light, .mixed] {
      for isPlaced in [true, false] {
        let manner = PictureManner(ground: ground, isPlaced: isPlaced)
        #expect(PictureManner(text: manner.text) == manner)
      }
    }
    for text in ["", "dark", "dark placed ", "grey free", "DARK FREE"] { #expect(PictureManner(text: text) == nil) }
  }

  @Test func `a model's file keeps it, and does not mention MNIST's`() throws {
    let network = try Network(Architecture("4-3"), parameters: Parameters(Architecture("4-3")))
    var model = Model(network: network, cost: .quadratic, pictureShape: PictureShape(rows: 2, columns: 2))
    let plain = try ModelFile.encode(model)
    #expect(!String(decoding: plain, as: UTF8.self).contains("pictures"))
    #expect(try ModelFile.decode(plain, file: "m").pictureManner == .mnist)
    model.pictureManner = PictureManner(ground: .light, isPlaced: false)
    let bytes = try ModelFile.encode(model)
    #expect(try ModelFile.decode(bytes, file: "m") == model)
    let damaged = String(decoding: bytes, as: UTF8.self).replacing("light free", with: "light fred")
    #expect(damaged.contains("light fred"))
    #expect { try ModelFile.decode(Array(damaged.utf8), file: "m") } throws: { "\($0)".contains("pictures") }
  }

  @Test func `a picture that lies as the data do is shown as it is`() throws {
    for isLight in [false, true] {
      let manner = PictureManner(ground: isLight ? .light : .dark, isPlaced: true)
      for digit in try Self.digits.get() {
        let pixels = isLight ? digit.map { 255 - $0 } : digit
        let prepared = try PreparedPicture(
          GreyImage(width: 28, height: 28, pixels: pixels), shape: Self.shape, manner: manner, by: .auto, file: "p")
        #expect(prepared.pixels == pixels && prepared.notes == [])
      }
      // On the other ground nearly all become nearly the same.
      let near = try Self.digits.get().prefix(200).filter { digit in
        let pixels = isLight ? digit.map { 255 - $0 } : digit
        let image = GreyImage(width: 28, height: 28, pixels: pixels.map { 255 - $0 })
        let other = try? PreparedPicture(image, shape: Self.shape, manner: manner, by: .auto, file: "p")
        return other.map { other in zip(other.pixels, pixels).filter { ($0 < 128) != ($1 < 128) }.count < 60 } ?? false
      }
      #expect(near.count >= 190, "\(near.count)")
    }
  }

  @Test func `where pictures lie freely, the ground decides, and a disagreement is said`() throws {
    let manner = PictureManner(ground: .dark, isPlaced: false)
    var pixels = [UInt8](repeating: 0, count: 784)
    for row in 0..<28 { for column in 6..<22 { pixels[row * 28 + column] = 180 } }
    func prepare(_ pixels: [UInt8], side: Int = 28, by way: PicturePreparation = .auto) throws -> PreparedPicture {
      try PreparedPicture(
        GreyImage(width: side, height: side, pixels: pixels), shape: Self.shape, manner: manner, by: way, file: "p")
    }
    #expect(try prepare(pixels).pixels == pixels && prepare(pixels).notes == [])
    var framed = [UInt8](repeating: 255, count: 784)
    for row in 8..<20 { for column in 6..<22 { framed[row * 28 + column] = 70 } }
    let turned = try prepare(framed)
    #expect(turned.pixels == framed.map { 255 - $0 } && turned.preparation == "inverted" && turned.notes.count == 1)
    let kept = try prepare(framed, by: .none)
    #expect(kept.pixels == framed && kept.preparation == "as it is" && kept.notes.count == 1)
    // Twice as large: each pixel is the mean of four.
    let large: [UInt8] = (0..<56 * 56).map { index in
      let (row, column) = (index / 56 / 2, index % 56 / 2)
      return pixels[row * 28 + column]
    }
    let resized = try prepare(large, side: 56)
    #expect(resized.pixels == pixels && resized.preparation == "resized" && resized.notes.count == 1)
  }

  // Debian and Ubuntu: apt-get install dataset-fashion-mnist
  @Test(.enabled(if: Files.isFolder(fashion), "the package dataset-fashion-mnist is not installed"))
  func `Fashion-MNIST lies freely on a dark ground, and its pictures are shown as they are`() throws {
    let test = try DataSource(path: Self.fashion).load(.test).examples
    let pictures = (0..<2_000).map { test.inputs($0).map { UInt8($0 * 255 + 0.5) } }
    let manner = PictureManner(of: pictures, shape: Self.shape)
    #expect(manner == PictureManner(ground: .dark, isPlaced: false))
    for pixels in pictures {
      let prepared = try PreparedPicture(
        GreyImage(width: 28, height: 28, pixels: pixels), shape: Self.shape, manner: manner, by: .auto, file: "p")
      #expect(prepared.pixels == pixels)
    }
  }
}
