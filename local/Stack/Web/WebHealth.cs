namespace Steadfast.Local.Stack.Web;

/// <summary>Result of one look at <c>/healthz</c>.</summary>
/// <param name="Up">True for status 200 and nothing else.</param>
/// <param name="Status">The HTTP status, or null when there was no answer.</param>
/// <param name="Error">Why there was no answer, or null.</param>
public sealed record WebHealth(bool Up, int? Status, string? Error);
