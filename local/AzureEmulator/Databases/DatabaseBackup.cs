namespace Steadfast.Local.AzureEmulator;

/// <summary>A backup as the service lists it. It is a record only: no data is copied.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Completed">When it was done.</param>
/// <param name="IsAutomatic">Whether the service has made it by itself.</param>
internal sealed record DatabaseBackup(string Name, DateTimeOffset Completed, bool IsAutomatic);
