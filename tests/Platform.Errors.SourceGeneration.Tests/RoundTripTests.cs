using System.Buffers;
using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Platform.Testing;

namespace Platform.Errors.SourceGeneration.Tests;

/// <summary>Any catalogue is written, compiled, run, sent over the wire and read again, and the client holds the same error.</summary>
public sealed class RoundTripTests
{
    private static readonly string[] Hostile =
        ["", "plain", "\0", "\"quoted\" \\ {left} {{", "</script>", "\u2028\u2029", "é漢字🙂", "\uFFFD", "%s%n", "'; DROP TABLE orders; --", new string('x', 3000)];

    [Property(MaxTest = 40)]
    public Property A_generated_error_comes_back_from_the_wire_as_it_was(int seed) => ComesBack(seed);

    /// <summary>A text that began in one piece of the buffer and ended in the next was once written over what stood before it.</summary>
    [Property(MaxTest = 1, Replay = "9220015700550958234,14677559421492196055,11")]
    public Property A_text_across_two_pieces_of_the_buffer_comes_back(int seed) => ComesBack(seed);

    [Property(MaxTest = 1, Replay = "13671512762788940942,9776572399946499555,3")]
    public Property A_text_with_escapes_across_two_pieces_of_the_buffer_comes_back(int seed) => ComesBack(seed);

    [Fact]
    public void A_generated_method_with_two_arguments_allocates_nothing() => AllocationMeter.AssertAllocatesNothing(static () =>
    {
        if (CommonErrors.ParameterMissing("limit", "query").Kind != ErrorKind.InvalidArgument)
            throw new InvalidOperationException();
    });

    private static Property ComesBack(int seed) => Prop.ForAll(DeclaredCatalog.Any.ToArbitrary(), declared =>
    {
        var chance = new Random(seed);
        var context = new AssemblyLoadContext(null, isCollectible: true);
        try
        {
            var type = Load(context, declared.Source);
            var catalog = (ErrorCatalog)type.GetProperty("Catalog")!.GetValue(null)!;
            Assert.Equal(declared.Errors.Length, catalog.Count);
            using var services = new ServiceCollection().AddPlatformErrors().AddCatalog(catalog).Services.BuildServiceProvider();
            foreach (var error in declared.Errors)
            {
                IsAsDeclared(declared, error, catalog);
                for (var occurrence = 0; occurrence < 20; occurrence++)
                    ComesBack(error, type.GetMethod(error.Name)!, chance, services);
            }
        }
        finally
        {
            context.Unload();
        }
    });

    private static Type Load(AssemblyLoadContext context, string source)
    {
        using var image = new MemoryStream();
        var emitted = Compiling.Generate(Compiling.Compilation(source)).WithOptions(new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)).Emit(image);
        Assert.True(emitted.Success, $"{source}\n{string.Join("\n", emitted.Diagnostics)}");
        image.Position = 0;
        return context.LoadFromStream(image).GetType("Made.MadeErrors", throwOnError: true)!;
    }

    private static void IsAsDeclared(DeclaredCatalog declared, DeclaredError error, ErrorCatalog catalog)
    {
        Assert.True(catalog.TryGet(error.Code, out var descriptor));
        Assert.Equal(
            (declared.Domain, error.Code, error.Kind, error.Retry, error.Status == 0 ? error.Kind.HttpStatus() : error.Status, ErrorNames.TypeUri(declared.TypeBase ?? ErrorNames.DefaultTypeBase(declared.Domain), error.Code)),
            (descriptor.Domain, descriptor.Code, descriptor.Kind, descriptor.Retry, descriptor.Status, descriptor.Type));
        Assert.Equal(error.Parameters.Select(parameter => new ErrorParameter(parameter.Name, parameter.ArgumentType, parameter.Disclosed, parameter.DetailOnly)), descriptor.Parameters);
    }

    private static void ComesBack(DeclaredError declared, MethodInfo method, Random chance, ServiceProvider services)
    {
        var made = (Error)method.Invoke(null, [.. method.GetParameters().Select(parameter => Value(parameter.ParameterType, chance))])!;
        var wire = new ArrayBufferWriter<byte>();
        services.GetRequiredService<ProblemWriter>().Write(wire, made);

        Assert.True(services.GetRequiredService<ProblemReader>().TryRead(wire.WrittenSpan, made.Descriptor.Status, out var read), Encoding.UTF8.GetString(wire.WrittenSpan));

        Assert.Equal(made.Descriptor, read.Descriptor);
        Assert.Equal(made.RetryAfter, read.RetryAfter);
        for (var index = 0; index < declared.Parameters.Length; index++)
            Assert.Equal(declared.Parameters[index].Disclosed ? made.Arguments[index] : default, read.Arguments[index]);
        if (declared.Parameters.All(parameter => parameter.Disclosed))
            Assert.Equal(made, read);
    }

    private static object? Value(Type type, Random chance)
    {
        if (Nullable.GetUnderlyingType(type) is { } plain)
            return chance.Next(3) == 0 ? null : Value(plain, chance);
        if (type.IsEnum)
            return Enum.ToObject(type, chance.Next(4));
        return type.Name switch
        {
            "String" => Hostile[chance.Next(Hostile.Length)],
            "Char" => (char)chance.Next(1, 0xD7FF),
            "Sku" => Activator.CreateInstance(type, Hostile[chance.Next(Hostile.Length)]),
            "Boolean" => chance.Next(2) == 0,
            "Byte" => (byte)chance.Next(256),
            "Int32" => chance.Next(int.MinValue, int.MaxValue),
            "UInt32" => (uint)chance.NextInt64(uint.MaxValue + 1L),
            "Int64" => Extreme(chance, long.MinValue, long.MaxValue, chance.NextInt64()),
            "UInt64" => Extreme(chance, ulong.MinValue, ulong.MaxValue, (ulong)chance.NextInt64()),
            "Double" => Extreme(chance, double.NaN, double.NegativeInfinity, chance.NextDouble() * 1e300),
            "Single" => Extreme(chance, float.Epsilon, float.PositiveInfinity, chance.NextSingle()),
            "Decimal" => Extreme(chance, decimal.MinValue, 1.000m, new decimal(chance.NextDouble())),
            "Guid" => new Guid([.. Enumerable.Range(0, 16).Select(_ => (byte)chance.Next(256))]),
            "DateTimeOffset" => Extreme(chance, DateTimeOffset.MinValue, DateTimeOffset.MaxValue, new DateTimeOffset(chance.NextInt64(TimeSpan.TicksPerDay * 365, TimeSpan.TicksPerDay * 700_000), TimeSpan.FromMinutes(chance.Next(-840, 841)))),
            "DateOnly" => DateOnly.FromDayNumber(chance.Next(DateOnly.MaxValue.DayNumber)),
            "TimeOnly" => new TimeOnly(chance.NextInt64(TimeOnly.MaxValue.Ticks)),
            "TimeSpan" => new TimeSpan(Extreme(chance, 0, TimeSpan.TicksPerDay * 1000, chance.NextInt64(TimeSpan.TicksPerDay))),
            _ => throw new InvalidOperationException(type.Name),
        };
    }

    private static T Extreme<T>(Random chance, T one, T other, T usual) => chance.Next(5) switch { 0 => one, 1 => other, _ => usual };
}
