using System.Collections.Concurrent;
using System.Globalization;
using Platform.Errors;
using Platform.Validation;

namespace Platform.Hosting;

/// <summary>
/// Failures of validation as errors: the same code, pointer and arguments, with the text of the catalogue or of the messages. For code that
/// validates by itself and returns a <see cref="Result"/>, or shows a form again.
/// </summary>
/// <remarks>Safe on many threads.</remarks>
public sealed class ValidationErrors
{
    private readonly ErrorCatalogs _catalogs;
    private readonly ValidationMessages _messages;

    /// <summary>Finds texts in these.</summary>
    /// <param name="catalogs">A failure whose code is in one of them is that error.</param>
    /// <param name="messages">Have the texts of all others.</param>
    public ValidationErrors(ErrorCatalogs catalogs, ValidationMessages messages)
    {
        ArgumentNullException.ThrowIfNull(catalogs);
        ArgumentNullException.ThrowIfNull(messages);
        (_catalogs, _messages) = (catalogs, messages);
    }

    /// <summary>The errors of a result; its warnings are none.</summary>
    /// <param name="result">The result.</param>
    /// <param name="culture">The language of texts that are not of a catalogue; the current UI culture when left out.</param>
    /// <returns>One for each failure that is an error, in the same order; empty for a valid value.</returns>
    public IReadOnlyList<Error> Of(ValidationResult result, CultureInfo? culture = null)
    {
        if (result.IsValid)
            return [];
        culture ??= CultureInfo.CurrentUICulture;
        var errors = new List<Error>(result.Failures.Count);
        foreach (var failure in result.Failures)
        {
            if (failure.Severity == ValidationSeverity.Error)
                errors.Add(Of(in failure, culture));
        }
        return errors;
    }

    /// <summary>The domain of codes that no catalogue of the service has.</summary>
    private const string Domain = "validation";

    /// <summary>Codes and names come from declarations, so there are few. A service that makes them up as it goes must not fill the memory.</summary>
    private const int MostKept = 4_096;

    private readonly ConcurrentDictionary<Shape, ErrorDescriptor> _descriptors = new();

    /// <summary>Whether an error is an entry of a catalogue of the service, and no other name for a failure.</summary>
    internal static bool IsCatalogued(in Error error) => error.Descriptor.Domain != Domain;

    internal Error Of(in ValidationFailure failure, CultureInfo culture)
    {
        var error = failure.Text is null && _catalogs.TryGet(failure.Code, out var known) && TryFill(known, in failure, out var catalogued)
            ? catalogued
            : Described(in failure, culture);
        return At(in error, failure.InstancePointer);
    }

    private static bool TryFill(ErrorDescriptor descriptor, in ValidationFailure failure, out Error error)
    {
        // A rule that states no facts means the entry all the same; its detail is left out where it needs some.
        if (failure.Arguments.Count == 0)
        {
            error = descriptor.Create();
            return true;
        }
        var arguments = new ErrorArgument[descriptor.Parameters.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            var parameter = descriptor.Parameters[i];
            if (!failure.Arguments.TryGet(parameter.Name, out var argument) || TypeOf(in argument) != parameter.Type)
            {
                error = default;
                return false;
            }
            arguments[i] = ValueOf(in argument);
        }
        error = descriptor.Create(arguments);
        return true;
    }

    private Error Described(in ValidationFailure failure, CultureInfo culture)
    {
        var arguments = new ErrorArgument[failure.Arguments.Count + 1];
        for (var i = 0; i < failure.Arguments.Count; i++)
        {
            var argument = failure.Arguments[i];
            arguments[i] = ValueOf(in argument);
        }
        arguments[^1] = _messages.Render(in failure, culture);
        return DescriptorOf(in failure).Create(arguments);
    }

    private ErrorDescriptor DescriptorOf(in ValidationFailure failure)
    {
        var shape = Shape.Of(in failure);
        if (_descriptors.TryGetValue(shape, out var descriptor))
            return descriptor;
        return _descriptors.Count < MostKept ? _descriptors.GetOrAdd(shape, Describe) : Describe(shape);
    }

    private static ErrorDescriptor Describe(Shape shape)
    {
        // The text is an argument of its own, which is the detail and not repeated among the others.
        var text = shape.First?.Name == "text" || shape.Second?.Name == "text" ? "message" : "text";
        return new ErrorDescriptor(Domain, shape.Code, ErrorKind.InvalidArgument, "A value is not valid")
        {
            Detail = $"{{{text}}}",
            Parameters = [.. shape.Parameters, new ErrorParameter(text, ErrorArgumentType.String, DetailOnly: true)],
        };
    }

    private static ErrorArgumentType TypeOf(in ValidationArgument argument) => argument.IsNumber ? ErrorArgumentType.Int64 : ErrorArgumentType.String;

    private static ErrorArgument ValueOf(in ValidationArgument argument) => argument.IsNumber ? argument.Number : argument.Text;

    /// <summary>A pointer may come from anybody's code; one that is none must not cost the answer (RFC 6901, section 3).</summary>
    /// <summary>Says where an error is. The pointer of a failure is cut where it is long, and may then be none any more.</summary>
    internal static Error At(in Error error, string pointer) => IsPointer(pointer) ? error.WithPointer(pointer) : error;

    private static bool IsPointer(string text)
    {
        if (text.Length > 0 && text[0] != '/')
            return false;
        for (var at = text.IndexOf('~', StringComparison.Ordinal); at >= 0; at = text.IndexOf('~', at + 1))
        {
            if (at + 1 == text.Length || text[at + 1] is not ('0' or '1'))
                return false;
        }
        return true;
    }

    /// <summary>What failures have in common that differ only in place and values.</summary>
    private readonly record struct Shape(string Code, ErrorParameter? First, ErrorParameter? Second)
    {
        public IEnumerable<ErrorParameter> Parameters => new[] { First, Second }.OfType<ErrorParameter>();

        public static Shape Of(in ValidationFailure failure)
        {
            var arguments = failure.Arguments;
            return new Shape(failure.Code, ParameterOf(in arguments, 0), ParameterOf(in arguments, 1));
        }

        private static ErrorParameter? ParameterOf(in ValidationArguments arguments, int index)
        {
            if (index >= arguments.Count)
                return null;
            var argument = arguments[index];
            return new ErrorParameter(argument.Name, TypeOf(in argument));
        }
    }
}
