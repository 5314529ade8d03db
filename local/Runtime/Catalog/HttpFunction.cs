using System.ComponentModel;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Steadfast.Local.Runtime;

/// <summary>A function that answers HTTP requests.</summary>
internal sealed class HttpFunction(string name, MethodInfo method, HttpTriggerAttribute trigger)
{
    private readonly ParameterInfo[] _parameters = method.GetParameters();
    private readonly FunctionMethod _function = new(method);

    public string Name { get; } = name;

    public string Route { get; } = (trigger.Route ?? name).Trim('/');

    /// <summary>The methods it answers; empty for all.</summary>
    public IReadOnlyList<string> Methods { get; } = [.. (trigger.Methods ?? []).Select(verb => verb.ToUpperInvariant())];

    public AuthorizationLevel Level { get; } = trigger.AuthLevel;

    public static bool CanBind(ParameterInfo parameter) =>
        parameter.ParameterType == typeof(HttpRequest) || parameter.ParameterType == typeof(CancellationToken)
        || (parameter.ParameterType == typeof(DurableTaskClient) && parameter.IsDefined(typeof(DurableClientAttribute)))
        || (!parameter.IsDefined(typeof(HttpTriggerAttribute)) && TypeDescriptor.GetConverter(parameter.ParameterType).CanConvertFrom(typeof(string)));

    /// <summary>Runs it. Null when a route value does not fit its parameter.</summary>
    public async Task<(bool Bound, object? Result)> RunAsync(HttpContext http, IServiceProvider services, DurableTaskClient client)
    {
        object?[] arguments = new object?[_parameters.Length];
        for (int index = 0; index < arguments.Length; index++)
        {
            if (!TryBind(_parameters[index], http, client, out arguments[index]))
            {
                return (false, null);
            }
        }

        return (true, await _function.RunAsync(services, arguments));
    }

    private static bool TryBind(ParameterInfo parameter, HttpContext http, DurableTaskClient client, out object? value)
    {
        Type type = parameter.ParameterType;
        value = type switch
        {
            _ when type == typeof(HttpRequest) => http.Request,
            _ when type == typeof(CancellationToken) => http.RequestAborted,
            _ when type == typeof(DurableTaskClient) => client,
            _ => null,
        };
        if (value is not null)
        {
            return true;
        }

        string? text = http.GetRouteValue(parameter.Name!)?.ToString();
        if (text is null)
        {
            value = parameter.HasDefaultValue ? parameter.DefaultValue : Arguments.Default(type);
            return true;
        }

        try
        {
            value = TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text);
            return true;
        }
        catch (Exception failure) when (failure is FormatException or ArgumentException or NotSupportedException)
        {
            return false;
        }
    }
}
