using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Platform.Configuration.Shapes;

/// <summary>Derives shapes from the model's JSON metadata, so that model, validation and schema can't disagree.</summary>
internal static class ModelShapes
{
    private static readonly HashSet<string> Settings = [.. typeof(IRouteSettings).GetProperties().Select(property => property.Name)];

    /// <summary>The shape of a resource.</summary>
    public static ObjectShape Of(Type resource) => (ObjectShape)ShapeOf(resource, null);

    private static Shape ShapeOf(Type type, PropertyInfo? property)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        var range = property?.GetCustomAttribute<BetweenAttribute>();
        var converter = property?.GetCustomAttribute<JsonConverterAttribute>()?.ConverterType;
        var text = new TextShape(property?.GetCustomAttribute<FormAttribute>());
        return type switch
        {
            _ when converter == typeof(StringOrListConverter) => new ChoiceShape([text, new ListShape(text)]),
            _ when converter == typeof(DestinationsConverter) => new ChoiceShape([text, new ListShape(new ChoiceShape([text, Of(typeof(DestinationConfig))]))]),
            _ when converter == typeof(RetriesConverter) || converter == typeof(BreakerConverter) => new ChoiceShape([new WordShape([NoneWord.Text]), Of(type)]),
            _ when converter == typeof(JwtListConverter) => new ChoiceShape([Of(typeof(JwtConfig)), new ListShape(Of(typeof(JwtConfig)))]),
            _ when type == typeof(UpstreamReference) => new ChoiceShape([text, new ListShape(text)]),
            _ when type == typeof(AccessConfig) => new ChoiceShape([new WordShape([AccessConverter.Anonymous]), Of(typeof(AcceptedCredentials))]),
            _ when type == typeof(KeyAccessConfig) => new ChoiceShape([new BooleanShape(OnlyTrue: true), Of(typeof(PresentedKeys))]),
            _ when type == typeof(JsonLiteral) => new AnyShape(),
            _ when type == typeof(string) => text,
            _ when type == typeof(bool) => new BooleanShape(),
            _ when type == typeof(int) => new IntegerShape(range),
            _ when type == typeof(Duration) => new DurationShape(range),
            _ when type == typeof(ByteSize) => new SizeShape(range),
            _ when type == typeof(DateTimeOffset) => new TimeShape(),
            { IsEnum: true } => new WordShape([.. Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName)]),
            _ => ShapeOf(ConfigurationJson.Default.GetTypeInfo(type) ?? throw new NotSupportedException($"The model's {type} has no JSON metadata."), property),
        };
    }

    private static Shape ShapeOf(JsonTypeInfo info, PropertyInfo? property) => info.Kind switch
    {
        JsonTypeInfoKind.Object => new ObjectShape([.. info.Properties.Where(IsWritten).OrderBy(member => member.Order).Select(MemberOf)]),
        JsonTypeInfoKind.Enumerable => new ListShape(ShapeOf(info.Type.GetGenericArguments()[0], property)),
        JsonTypeInfoKind.Dictionary => new MapShape(ShapeOf(info.Type.GetGenericArguments()[1], property)),
        _ => throw new NotSupportedException($"The model's {info.Type} has no shape."),
    };

    private static bool IsWritten(JsonPropertyInfo member) => !member.AttributeProvider!.IsDefined(typeof(JsonIgnoreAttribute), inherit: true) && !member.AttributeProvider.IsDefined(typeof(DerivedAttribute), inherit: true);

    private static Member MemberOf(JsonPropertyInfo member)
    {
        var property = (PropertyInfo)member.AttributeProvider!;
        var nullable = typeof(IRouteSettings).IsAssignableFrom(member.DeclaringType) && Settings.Contains(property.Name);
        return new Member(member.Name, ShapeOf(member.PropertyType, property), member.IsRequired, nullable, property);
    }
}
