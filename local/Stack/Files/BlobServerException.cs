namespace Steadfast.Local.Stack.Files;

/// <summary>Blob storage on this machine cannot be used; the message says what to do.</summary>
public sealed class BlobServerException(string message) : Exception(message);
