// The English sentences about files: what is wrong, at which byte, what to do.

import Downhill

extension FormatError: CustomStringConvertible {
  /// One or two sentences: which file, what is wrong, at which byte, what to do. At most three lines of a terminal.
  public var description: String {
    let position = offset.map { ", at byte \($0)" } ?? ""
    return "\(file): \(problem.fact)\(position). \(problem.advice)"
  }
}

extension FormatError.Problem {
  fileprivate var fact: String {
    switch self {
    case .cut(let needed, let available):
      "the file ends too early: \(counted(needed, "byte")) must follow, \(available) \(available == 1 ? "does" : "do")"
    case .trailingBytes(let count): "\(counted(count, "byte")) too many at the end of the file"
    case .wrongKind(let expected, let found): "expected \(expected.name), found \(found.name)"
    case .sizeOverflow: "the sizes in the header are impossibly large"
    case .noPixels(let rows, let columns): "pictures of \(rows)×\(columns) pixels"
    case .tooManyPixels(let width, let height, let limit):
      "a picture of \(width)×\(height) pixels; at most \(limit) pixels are read"
    case .json(let problem): problem.fact
    case .safeTensors(let problem): problem.fact
    case .tensor(let name, let problem): "tensor \(quoted(name)): \(problem.fact)"
    case .model(let problem): problem.fact
    case .png(let problem): problem.fact
    case .netpbm(let problem): problem.fact
    case .inflate(let problem): problem.fact
    case .npy(let problem): problem.fact
    case .zip(let problem): problem.fact
    case .blankPicture: "the picture is blank: nothing on it stands out from the paper"
    }
  }

  fileprivate var advice: String {
    switch self {
    case .inflate(.foreignTail): "Unpack it with gunzip, which leaves them out and says so, or download it again."
    case .cut, .trailingBytes, .inflate, .sizeOverflow: "The file is damaged: copy or download it again."
    case .wrongKind(let expected, let found): wrongKindAdvice(expected: expected, found: found)
    case .noPixels: "A picture needs at least one row and one column."
    case .tooManyPixels: "Make the picture smaller first; 28×28 is enough for a digit."
    case .json: "Correct the text, or write the file again with the program that made it."
    case .safeTensors: "The file is damaged or no safetensors file: save the model again."
    case .tensor(_, .unknownType): "Only F32 is read: convert the tensor to 32-bit floats and save it again."
    case .tensor(_, .notFinite): "The training diverged: train again with a smaller learning rate."
    case .tensor: "The file is damaged or was written wrongly: save the model again."
    case .model(.metadata(key: "format-version", _)): "Read it with the version of Downhill that wrote it."
    case .model: "Give a model that downhill train has saved."
    case .png: "Save the picture again as PNG or PGM."
    case .netpbm: "Save the picture again as PGM or PNG."
    case .npy(.objects):
      "Nothing of a pickle is run: save numbers, array.astype(\"float32\"), or texts, array.astype(str)."
    case .npy(.fields): "Save the fields side by side: numpy.lib.recfunctions.structured_to_unstructured(array)."
    case .npy(.elements):
      "Bool, int8 to int64, uint8 to uint64, float16 to float64 and texts are read: convert it with array.astype."
    case .npy: "The file is damaged or was not written by numpy.save: save the array again."
    case .zip(.encrypted): "Unpack it, and save it again without a password."
    case .zip(.method): "Save it again by numpy.savez or numpy.savez_compressed."
    case .zip: "The file is damaged: copy or download it again."
    case .blankPicture: "Use a picture with one dark digit on light paper, or a light one on dark."
    }
  }
}

private func wrongKindAdvice(expected: FileKind, found: FileKind) -> String {
  switch (expected, found) {
  case (.idxImages, .idxLabels), (.idxLabels, .idxImages):
    "The files of images and labels seem to be swapped: exchange them."
  case (_, .gzip): "Decompress the file first (gunzip), or give it a name that ends in .gz."
  case (_, .html): "A download went wrong and saved a web page instead: download the file again."
  case (_, .empty): "Copy or download the file again."
  case (.safeTensors, .zip): "PyTorch's own .pt files are zip archives: save with safetensors.torch.save_file."
  case (.safeTensors, _): "Give a model that was saved as safetensors."
  case (.picture, _): "Convert the picture to PNG or PGM."
  case (.idxImages, _), (.idxLabels, _): "Give a file of the MNIST kind (IDX, unsigned bytes)."
  default: "Give a file of the expected kind."
  }
}

extension FormatError.JSONProblem {
  fileprivate var fact: String {
    switch self {
    case .unexpectedByte(let byte): "not JSON: \(named(byte)) is not allowed here"
    case .unexpectedEnd: "not JSON: the text ends inside a value"
    case .tooDeep(let limit): "JSON nested deeper than \(limit) levels"
    case .duplicateKey(let key): "not clear JSON: the key \(quoted(key)) occurs twice in one object"
    case .malformedNumber: "not JSON: a malformed number"
    case .numberOutOfRange: "a JSON number beyond the range of Double"
    case .malformedEscape: "not JSON: a malformed escape in a string"
    case .controlCharacter(let byte): "not JSON: an unescaped control character (\(named(byte))) in a string"
    case .malformedUTF8: "not JSON: the bytes of a string are not UTF-8"
    }
  }
}

extension FormatError.SafeTensorsProblem {
  fileprivate var fact: String {
    switch self {
    case .headerBeyondFile(let length, let available):
      "the safetensors header claims \(length) bytes, the file has only \(available) more"
    case .headerTooLong(let length, let limit):
      "the safetensors header claims \(length) bytes, more than the format's limit of \(limit)"
    case .headerNotAnObject: "the safetensors header does not begin with \"{\""
    case .metadataNotStrings(let key):
      key.isEmpty ? "__metadata__ is no object of strings" : "the metadata \(quoted(key)) is no string"
    case .hole(let count): "no tensor describes \(counted(count, "byte")) of the data"
    }
  }
}

extension FormatError.TensorProblem {
  fileprivate var fact: String {
    switch self {
    case .malformedField(let field): "\"\(field)\" is missing or malformed"
    case .unknownType(let type): "it holds numbers of type \(quoted(type))"
    case .malformedShape: "the shape is no list of sizes that this machine can address"
    case .offsetsOutOfRange(let begin, let end, let available):
      "data_offsets \(begin)..<\(end) do not fit in \(counted(available, "byte")) of data"
    case .lengthMismatch(let bytes, let expected):
      "data_offsets span \(counted(bytes, "byte")), the shape asks for \(expected)"
    case .overlap(let other): "its bytes overlap those of \(quoted(other))"
    case .notFinite(let index): "the value at index \(index) is NaN or infinite"
    case .notPositive(let index): "the value at index \(index) is not above 0"
    }
  }
}

extension FormatError.ModelProblem {
  fileprivate var fact: String {
    switch self {
    case .missingMetadata(let key): "no Downhill model: the metadata \(quoted(key)) is missing"
    case .metadata(let key, let value): "the metadata \(quoted(key)) cannot be \(quoted(value))"
    case .missingTensor(let name): "the tensor \(quoted(name)) is missing"
    case .superfluousTensor(let name, let architecture):
      "the architecture \(quoted(architecture.description)) has no tensor \(quoted(name))"
    case .shape(let name, let expected, let found):
      "the tensor \(quoted(name)) has the shape \(listed(found)), the architecture asks for \(listed(expected))"
    case .settings(let error): error.description
    }
  }
}

extension FormatError.PNGProblem {
  fileprivate var fact: String {
    switch self {
    case .checksum(let chunk): "damaged PNG: the checksum of the chunk \(quoted(chunk)) is wrong"
    case .unknownCriticalChunk(let chunk): "the PNG chunk \(quoted(chunk)) is unknown and cannot be ignored"
    case .missingChunk(let chunk): "damaged PNG: the chunk \(quoted(chunk)) is missing"
    case .misplacedChunk(let chunk): "damaged PNG: the chunk \(quoted(chunk)) is not allowed here"
    case .chunkLength(let chunk, let length):
      "damaged PNG: the chunk \(quoted(chunk)) cannot be \(counted(length, "byte")) long"
    case .colourType(let type, let depth): "no PNG has colour type \(type) with \(depth) bits"
    case .unknownMethod(let field, let value): "unknown PNG \(field) method \(value)"
    case .rowFilter(let filter): "damaged PNG: a row has the unknown filter \(filter)"
    case .improbableSize(let pixelBytes, let compressedBytes):
      "the PNG promises \(pixelBytes) bytes of pixels, which its \(compressedBytes) compressed bytes cannot hold"
    }
  }
}

extension FormatError.NetpbmProblem {
  fileprivate var fact: String {
    switch self {
    case .expectedNumber: "damaged picture: a number is missing"
    case .numberTooLarge: "damaged picture: a number is too large"
    case .maximumOutOfRange(let maximum): "the picture's largest sample is \(maximum), not 1…65535"
    case .sampleAboveMaximum(let sample, let maximum):
      "damaged picture: a sample of \(sample) where at most \(maximum) is allowed"
    }
  }
}

extension FormatError.InflateProblem {
  fileprivate var fact: String {
    switch self {
    case .corrupt(let reason): "the compressed data is damaged (\(reason))"
    case .tooShort(let expected, let actual):
      "the compressed data holds only \(actual) of \(counted(expected, "byte"))"
    case .impossible(let expected, let most):
      "the compressed data can hold at most \(most) of the \(counted(expected, "byte")) promised"
    case .tooLong(let expected): "the compressed data holds more than the \(counted(expected, "byte")) promised"
    case .foreignTail(let count): "\(counted(count, "byte")) of something else after the compressed data"
    }
  }
}

extension FormatError.NPYProblem {
  fileprivate var fact: String {
    switch self {
    case .noArray: "it is no NumPy array"
    case .version(let major, let minor): "version \(major).\(minor) of NumPy's array format is unknown"
    case .headerTooLong(let length, let limit):
      "the header of the array claims \(length) bytes; at most \(limit) are read"
    case .malformedHeader: "the header of the array does not tell type, order and shape"
    case .size: "the sizes in the header are impossibly large"
    case .objects: "the elements of the array are Python objects"
    case .fields: "the elements of the array have several fields"
    case .elements(let type): "the elements of the array are of type \(quoted(type))"
    }
  }
}

extension FormatError.ZipProblem {
  fileprivate var fact: String {
    switch self {
    case .noDirectory: "the zip archive has no directory at its end"
    case .directory: "the directory of the zip archive is damaged"
    case .severalFiles: "it is one of several files of a zip archive"
    case .encrypted(let name): "the member \(quoted(name)) is encrypted"
    case .method(let name, let method): "the member \(quoted(name)) is compressed in an unknown way (\(method))"
    case .member(let name): "the entry of the member \(quoted(name)) is damaged"
    case .overlap(let name, let other): "the member \(quoted(name)) has bytes of \(quoted(other))"
    case .twice(let name): "two members are called \(quoted(name))"
    case .checksum: "its checksum is wrong"
    }
  }
}

// MARK: Words

private func listed(_ shape: [Int]) -> String {
  "[" + shape.map { "\($0)" }.joined(separator: ", ") + "]"
}

private func named(_ byte: UInt8) -> String {
  if (0x21...0x7E).contains(byte) { return "\"" + String(Unicode.Scalar(byte)) + "\"" }
  return "0x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
}
