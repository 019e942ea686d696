import Downhill

/// What the classes and pictures of a data set are to be, as a model or a user has decided.
package struct DataRequest: Equatable, Sendable {
  /// How many classes there are, 1 for one output that says yes or no; nil if that follows from the data.
  package var classCount: Int?
  /// The label of class 0; nil if that follows from the labels.
  package var firstLabel: Int?
  /// The names of the classes in their order, if they are words.
  package var names: [String]?
  /// The shape that pictures of other sizes are brought to; nil if all must be alike.
  package var shape: PictureShape?

  /// What is left out follows from the data.
  package init(
    classCount: Int? = nil, firstLabel: Int? = nil, names: [String]? = nil, shape: PictureShape? = nil
  ) {
    (self.classCount, self.firstLabel, self.names, self.shape) = (classCount, firstLabel, names, shape)
  }
}
