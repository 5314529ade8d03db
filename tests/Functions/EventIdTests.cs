using System.Reflection;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Runtime;

namespace Steadfast.Functions.Tests;

[Trait("Category", "fast")]
public sealed class EventIdTests
{
    public static TheoryData<string, Assembly> Assemblies => new()
    {
        { "the Function App", typeof(ServiceRegistration).Assembly },
        { "the local runtime", typeof(FunctionCatalog).Assembly },
        { "the emulated control plane", typeof(EmulatorOptions).Assembly },
    };

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void No_two_log_messages_have_one_event_id(string name, Assembly assembly)
    {
        Assert.True(EventIds.Of(assembly).Count > 0, $"{name} logs nothing");
        Assert.Equal([], EventIds.Repeated(assembly));
    }
}
