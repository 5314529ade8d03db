namespace Steadfast.WebApp.Database;

/// <summary>Cause for which the database could not do what was asked. The names, in camel case, are the codes that clients and operators see.</summary>
internal enum FailureKind
{
    /// <summary>No connection, or it was lost on the way.</summary>
    Unreachable,

    /// <summary>No answer in time.</summary>
    Timeout,

    /// <summary>The server takes no writes.</summary>
    ReadOnly,

    /// <summary>The server has no room left.</summary>
    DiskFull,

    /// <summary>The server's certificate is not valid for its name, or not trusted here.</summary>
    TlsRefused,

    /// <summary>The account was refused, or lacks a right.</summary>
    AccessDenied,

    /// <summary>There is no password or token to sign in with.</summary>
    NoCredential,

    /// <summary>The server has no connection to give.</summary>
    TooManyConnections,

    /// <summary>The database, or its table, is not there yet.</summary>
    NoSchema,

    /// <summary>Another statement held what this one needed.</summary>
    Locked,

    /// <summary>This instance has as many requests waiting for the database as it takes.</summary>
    Busy,

    /// <summary>Anything else: a fault of this application.</summary>
    Failed,
}
