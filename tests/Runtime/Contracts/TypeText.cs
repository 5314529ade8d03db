using System.Reflection;

namespace Steadfast.Local.Runtime.Tests.Contracts;

/// <summary>Writes a type as C# source does, with the question marks that the compiler keeps in NullableAttribute.</summary>
internal sealed class TypeText
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void", [typeof(object)] = "object", [typeof(string)] = "string", [typeof(bool)] = "bool", [typeof(byte)] = "byte",
        [typeof(int)] = "int", [typeof(long)] = "long", [typeof(double)] = "double",
    };

    private const byte Annotated = 2;

    private readonly byte[] _flags;
    private int _next;

    private TypeText(byte[] flags) => _flags = flags;

    /// <summary>A parameter's type, or the return type of a method.</summary>
    public static string Of(ParameterInfo parameter) => new TypeText(Flags(parameter.CustomAttributes, parameter.Member)).Write(parameter.ParameterType);

    public static string Of(PropertyInfo property) => new TypeText(Flags(property.CustomAttributes, property.DeclaringType)).Write(property.PropertyType);

    public static string Of(FieldInfo field) => new TypeText(Flags(field.CustomAttributes, field.DeclaringType)).Write(field.FieldType);

    /// <summary>A type without question marks.</summary>
    public static string Of(Type type) => new TypeText([0]).Write(type);

    /// <summary>The compiler's mark of <c>where T : notnull</c>.</summary>
    public static bool IsNotNull(Type typeParameter) =>
        Flags(typeParameter.CustomAttributes, (MemberInfo?)typeParameter.DeclaringMethod ?? typeParameter.DeclaringType)[0] == 1;

    private static byte[] Flags(IEnumerable<CustomAttributeData> attributes, MemberInfo? context)
    {
        var own = attributes.FirstOrDefault(attribute => attribute.AttributeType.FullName == "System.Runtime.CompilerServices.NullableAttribute");
        if (own is not null)
        {
            object value = own.ConstructorArguments[0].Value!;
            return value is byte single ? [single] : [.. ((IEnumerable<CustomAttributeTypedArgument>)value).Select(each => (byte)each.Value!)];
        }

        for (; context is not null; context = context.DeclaringType)
        {
            var inherited = context.CustomAttributes.FirstOrDefault(attribute => attribute.AttributeType.FullName == "System.Runtime.CompilerServices.NullableContextAttribute");
            if (inherited is not null)
            {
                return [(byte)inherited.ConstructorArguments[0].Value!];
            }
        }

        return [0];
    }

    private string Write(Type type)
    {
        if (type.IsByRef)
        {
            return Write(type.GetElementType()!);
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Write(underlying) + "?";
        }

        string mark = Mark(type);
        if (type.IsArray)
        {
            return $"{Write(type.GetElementType()!)}[]{mark}";
        }

        string name = Keywords.GetValueOrDefault(type) ?? type.Name.Split('`')[0];
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Write))}>{mark}" : name + mark;
    }

    // A value type has a flag only when it is generic, and is then never annotated.
    private string Mark(Type type)
    {
        bool hasFlag = !type.IsValueType || type.IsGenericType || type.IsGenericParameter;
        byte flag = !hasFlag ? (byte)0 : _flags.Length == 1 ? _flags[0] : _flags[_next++];
        return flag == Annotated && !type.IsValueType ? "?" : "";
    }
}
