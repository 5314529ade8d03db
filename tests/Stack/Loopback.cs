using System.Net;

namespace Steadfast.Local.Stack.Tests;

/// <summary>Addresses that no other test, and no other test run, uses at the same time.</summary>
internal static class Loopback
{
    private static readonly byte Run = (byte)Random.Shared.Next(1, 255);
    private static int Last;

    /// <summary>An address of its own, with port 0.</summary>
    public static IPEndPoint Any() => new(new IPAddress([127, 41, Run, (byte)Interlocked.Increment(ref Last)]), 0);

    /// <summary>An address of its own with a port that is free there now; nobody else takes it, because nobody else has the address.</summary>
    public static IPEndPoint Free() => new(Any().Address, 8080);
}
