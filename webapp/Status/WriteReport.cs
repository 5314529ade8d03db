namespace Steadfast.WebApp.Status;

/// <summary>The result of a trial write.</summary>
/// <param name="Written">Whether the database has taken it.</param>
/// <param name="Error">A code for why not, as in <c>/status</c>: <c>readOnly</c>, <c>diskFull</c>, <c>timeout</c>, …; null when it was written.</param>
internal sealed record WriteReport(bool Written, string? Error);
