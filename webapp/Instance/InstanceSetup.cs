using Steadfast.WebApp.Status;

namespace Steadfast.WebApp.Instance;

internal static class InstanceSetup
{
    /// <summary>Registers the identity of this instance; a wrong setting stops the start with a sentence that names it.</summary>
    public static void AddInstance(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<InstanceOptions>()
            .BindConfiguration("Instance")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<InstanceIdentity>();
        builder.Services.AddSingleton<LastRequests>();
    }
}
