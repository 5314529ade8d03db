using Steadfast.Local.Stack.Databases;

[assembly: AssemblyFixture(typeof(Steadfast.Scenarios.Tests.DatabaseTemplate))]

namespace Steadfast.Scenarios.Tests;

/// <summary>The data of an empty database server, made once for all scenarios.</summary>
public sealed class DatabaseTemplate : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("steadfast-template-");

    public string Path { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        // The user of the servers passes through it.
        File.SetUnixFileMode(_folder.FullName, File.GetUnixFileMode(_folder.FullName) | UnixFileMode.OtherExecute);
        Path = await MariaDbServer.MakeTemplateAsync(System.IO.Path.Combine(_folder.FullName, "server"));
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
