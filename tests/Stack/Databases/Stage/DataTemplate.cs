using Steadfast.Local.Stack.Databases;

[assembly: AssemblyFixture(typeof(Steadfast.Local.Stack.Tests.Databases.DataTemplate))]

namespace Steadfast.Local.Stack.Tests.Databases;

/// <summary>The data of an empty server, made once for all tests.</summary>
public sealed class DataTemplate : IAsyncLifetime
{
    private readonly TestFolder _folder = new();

    public string Path { get; private set; } = "";

    public async ValueTask InitializeAsync() => Path = await MariaDbServer.MakeTemplateAsync(_folder.At("template"));

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
