using System.Net;
using Steadfast.Local.Scenarios.Twins.FunctionsHost;

namespace Steadfast.Scenarios.Tests.FunctionsHost;

/// <summary>Options of a host for tests, at addresses of its own.</summary>
internal static class HostUnderTest
{
    public static CoreToolsHostOptions Options(string program, string app, string folder, int number = 47) => new(program, app, new($"http://127.{number}.0.1:{7071 + number}"))
    {
        FunctionKey = "the-key",
        MasterKey = "the-master-key",
        ControlPlane = new($"https://127.{number}.0.1:8443"),
        AuthorityFile = "/twin/ca.pem",
        Token = "the-token",
        Audience = "https://management.azure.com/",
        IdentityUrl = new($"http://127.{number}.0.1:8092"),
        Storage = new(Azurite, At(number, 10000), At(number, 10001), At(number, 10002), TimeProvider.System),
        Folder = folder,
        AppSettings = new Dictionary<string, string?>(),
        Clock = TimeProvider.System,
    };

    /// <summary>The program of Azurite; null where it is not installed.</summary>
    public static string? Azurite => Environment.GetEnvironmentVariable(Local.Scenarios.Twins.FunctionsHost.Azurite.Variable);

    public const string NoAzurite = "Azurite is not installed: ./steadfast test gets it with npm";

    private static IPEndPoint At(int number, int port) => new(IPAddress.Parse($"127.{number}.0.1"), port);
}
