namespace Steadfast.Functions.Platform;

/// <summary>
/// The platform answered, and the answer tells nothing about what was asked for. It is not known, which is not the same as that there is
/// none.
/// </summary>
/// <param name="what">What is wrong with the answer, as part of a sentence: "its answer is not JSON".</param>
public sealed class UnreadableAnswerException(string what) : Exception(what);
