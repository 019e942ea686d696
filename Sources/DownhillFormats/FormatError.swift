import Downhill

/// Why the bytes of a file could not be read as expected.
///
/// The error is data; `description` makes the English sentence.
public struct FormatError: Error, Equatable, Sendable {
  /// Boxed, so that functions that throw it pass on one word.
  private let content: Content

  /// Makes an error about `file`.
  public init(file: String, offset: Int? = nil, problem: Problem) {
    content = Content(file: file, offset: offset, problem: problem)
  }

  /// The file's name as the caller gave it, for the sentence only.
  public var file: String { content.file }
  /// The offset of the problem in bytes from the start of the file; nil where no single byte is wrong.
  public var offset: Int? { content.offset }
  /// What is wrong.
  public var problem: Problem { content.problem }

  /// Whether two errors are the same.
  public static func == (one: FormatError, other: FormatError) -> Bool {
    one.file == other.file && one.offset == other.offset && one.problem == other.problem
  }

  private final class Content: Sendable {
    let file: String
    let offset: Int?
    let problem: Problem

    init(file: String, offset: Int?, problem: Problem) {
      self.file = file
      self.offset = offset
      self.problem = problem
    }
  }
}

extension FormatError {
  /// What can be wrong with the bytes of a file.
  public enum Problem: Equatable, Sendable {
    /// The file ends before what it promises: `needed` more bytes from the offset on, of which `available` are there.
    case cut(needed: Int, available: Int)
    /// This many bytes follow the end of what the file promises.
    case trailingBytes(Int)
    /// The file is of another kind than the caller expected.
    case wrongKind(expected: FileKind, found: FileKind)
    /// The sizes in the header multiply to more than this machine can address.
    case sizeOverflow
    /// An IDX header or a picture promises pictures without pixels.
    case noPixels(rows: Int, columns: Int)
    /// The picture has more pixels than the reader accepts.
    case tooManyPixels(width: Int, height: Int, limit: Int)
    /// The text is not JSON.
    case json(JSONProblem)
    /// The frame of a safetensors file is wrong.
    case safeTensors(SafeTensorsProblem)
    /// One tensor of a safetensors file is wrong.
    case tensor(name: String, TensorProblem)
    /// A safetensors file that holds no model of this package.
    case model(ModelProblem)
    /// The file is PNG, but not a valid one or not one this reader knows.
    case png(PNGProblem)
    /// The file is PBM, PGM or PPM, but not a valid one.
    case netpbm(NetpbmProblem)
    /// The compressed data inside the file is wrong.
    case inflate(InflateProblem)
    /// The header of a NumPy array is wrong, or its elements are none that are read.
    case npy(NPYProblem)
    /// The directory of a zip archive is wrong, or a member cannot be read.
    case zip(ZipProblem)
    /// The picture shows nothing but paper.
    case blankPicture
  }

  /// What can be wrong with JSON text (RFC 8259).
  public enum JSONProblem: Equatable, Sendable {
    /// A character that is not allowed here.
    case unexpectedByte(UInt8)
    /// The text ends inside a value.
    case unexpectedEnd
    /// Arrays and objects nest deeper than `limit`.
    case tooDeep(limit: Int)
    /// The same key twice in one object.
    case duplicateKey(String)
    /// A number with a leading zero, an empty fraction and the like.
    case malformedNumber
    /// A number beyond the range of Double.
    case numberOutOfRange
    /// A backslash followed by something JSON does not know, or half a surrogate pair.
    case malformedEscape
    /// An unescaped control character inside a string.
    case controlCharacter(UInt8)
    /// Bytes inside a string that are not UTF-8.
    case malformedUTF8
  }

  /// What can be wrong with the frame of a safetensors file.
  public enum SafeTensorsProblem: Equatable, Sendable {
    /// The header claims `length` bytes, of which the file has only `available`.
    case headerBeyondFile(length: UInt64, available: Int)
    /// The header claims more than the format's `limit`.
    case headerTooLong(length: UInt64, limit: Int)
    /// The header does not begin with `{`.
    case headerNotAnObject
    /// `__metadata__` is no object of strings.
    case metadataNotStrings(key: String)
    /// No tensor describes this many bytes of the data.
    case hole(Int)
  }

  /// What can be wrong with one tensor of a safetensors file. Offsets count from the start of the data.
  public enum TensorProblem: Equatable, Sendable {
    /// The description lacks the field, or it is of another type.
    case malformedField(String)
    /// Numbers of a kind this reader does not know; only F32 is read.
    case unknownType(String)
    /// A size that is negative or no integer, or sizes that multiply to more than this machine can address.
    case malformedShape
    /// `data_offsets` end before they begin, or reach beyond the data.
    case offsetsOutOfRange(begin: Int, end: Int, available: Int)
    /// `data_offsets` span another number of bytes than the shape asks for.
    case lengthMismatch(bytes: Int, expected: Int)
    /// The tensor shares bytes with another.
    case overlap(other: String)
    /// The value at this index (flat, row-major, from 0) is NaN or infinite.
    case notFinite(index: Int)
    /// The value at this index (from 0) is 0 or less where it is divided by.
    case notPositive(index: Int)
  }

  /// What can be wrong with a model file whose tensors and metadata are well-formed.
  public enum ModelProblem: Equatable, Sendable {
    /// A piece of metadata that every model has.
    case missingMetadata(String)
    /// A piece of metadata that this version does not understand.
    case metadata(key: String, value: String)
    /// A tensor that the architecture asks for.
    case missingTensor(String)
    /// A tensor of a layer that the architecture does not have.
    case superfluousTensor(String, architecture: Architecture)
    /// A tensor of another shape than the architecture asks for.
    case shape(tensor: String, expected: [Int], found: [Int])
    /// Settings that the engine refuses.
    case settings(EngineError)
  }

  /// What can be wrong with a NumPy array.
  public enum NPYProblem: Error, Equatable, Sendable {
    /// It does not begin as one.
    case noArray
    /// A version of the format that this reader does not know.
    case version(major: Int, minor: Int)
    /// The header claims `length` bytes, more than the `limit`.
    case headerTooLong(length: UInt64, limit: Int)
    /// The header is no dictionary of type, order and shape.
    case malformedHeader
    /// The sizes multiply to more than this machine can address.
    case size
    /// The elements are Python objects, in a pickle.
    case objects
    /// The elements have fields.
    case fields
    /// Elements of a type that is not read, as NumPy writes it.
    case elements(String)
  }

  /// What can be wrong with a zip archive.
  public enum ZipProblem: Equatable, Sendable {
    /// The record at the end that tells where the directory is.
    case noDirectory
    /// The directory does not say what it must.
    case directory
    /// It is one of several files.
    case severalFiles
    /// An encrypted member.
    case encrypted(String)
    /// A member that is compressed in another way than by deflate.
    case method(String, Int)
    /// A member whose entry and local header do not agree, or that is not within the file.
    case member(String)
    /// A member that shares bytes with another.
    case overlap(String, other: String)
    /// Two members of the same name.
    case twice(String)
    /// The content of the member has another checksum.
    case checksum
  }

  /// What can be wrong with a PNG file. Chunk types are their four letters.
  public enum PNGProblem: Equatable, Sendable {
    /// The checksum of a chunk does not match its content.
    case checksum(chunk: String)
    /// A chunk that must be understood to draw the picture, and is not.
    case unknownCriticalChunk(String)
    /// A chunk that is missing.
    case missingChunk(String)
    /// A chunk that is not allowed here, or a second time.
    case misplacedChunk(String)
    /// A chunk whose length does not fit its kind.
    case chunkLength(String, Int)
    /// A combination of colour type and bit depth that does not exist.
    case colourType(Int, bitDepth: Int)
    /// A compression, filter or interlace method that does not exist; `field` names which.
    case unknownMethod(field: String, value: Int)
    /// A row's filter that does not exist.
    case rowFilter(Int)
    /// The header promises more pixel bytes than the compressed data can hold.
    case improbableSize(pixelBytes: Int, compressedBytes: Int)
  }

  /// What can be wrong with a PBM, PGM or PPM file.
  public enum NetpbmProblem: Equatable, Sendable {
    /// A number was expected here.
    case expectedNumber
    /// The number is too large to be a size or a sample.
    case numberTooLarge
    /// The largest sample is not 1…65535.
    case maximumOutOfRange(Int)
    /// A sample above the largest one that the header allows.
    case sampleAboveMaximum(Int, maximum: Int)
  }

  /// What an `Inflate` function reports.
  public enum InflateProblem: Equatable, Sendable {
    /// The compressed stream is damaged; `reason` is the decompressor's message.
    case corrupt(reason: String)
    /// The stream ended after `actual` bytes, where `expected` were promised.
    case tooShort(expected: Int, actual: Int)
    /// `expected` bytes were promised, but so short a stream cannot hold more than `most`.
    case impossible(expected: Int, most: Int)
    /// The stream holds more than the `expected` bytes.
    case tooLong(expected: Int)
    /// This many bytes that are neither compressed data nor padding follow the end of a gzip file.
    case foreignTail(Int)
  }
}
