package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/caarlos0/env/v11"
	"github.com/joho/godotenv"
)

// Config is the program's settings. The env tag is a field's variable, help what it means, and secret hides its value.
type Config struct {
	SecretKey string `env:"SECRET_KEY" secret:"true" help:"Seals signing keys and session cookies; at least 32 characters. Required by serve and worker; dev makes and keeps one."`
	Debug     bool   `env:"DEBUG" envDefault:"false" help:"True allows the local stand-ins in serve, and a start without Clerk's keys."`
	LogLevel  string `env:"LOG_LEVEL" envDefault:"info" help:"debug, info, warn or error."`
	LogFormat string `env:"LOG_FORMAT" envDefault:"json" help:"json or text."`

	Listen          string        `env:"LISTEN" envDefault:"127.0.0.1:3001" help:"Address of API and console."`
	MetricsListen   string        `env:"METRICS_LISTEN" help:"Address of the Prometheus metrics; empty: none."`
	PublicURL       string        `env:"PUBLIC_URL" help:"Where people and tools reach the service, such as https://console.example.com; the issuer of launch tokens. Default: http:// and LISTEN."`
	AllowedHosts    []string      `env:"ALLOWED_HOSTS" help:"Host names that are answered, comma separated; .example.com includes subdomains, * is all. Empty: localhost, its subdomains and PUBLIC_URL's host."`
	AllowedOrigins  []string      `env:"CORS_ALLOWED_ORIGINS" envDefault:"http://localhost:3000,http://127.0.0.1:3000" help:"Origins of browsers that may call the API, comma separated."`
	TrustedProxies  []string      `env:"TRUSTED_PROXIES" help:"Networks whose X-Forwarded-* headers are believed, such as 10.0.0.0/8, comma separated."`
	RequestTimeout  time.Duration `env:"REQUEST_TIMEOUT" envDefault:"30s" help:"Longest time one request may take."`
	ShutdownTimeout time.Duration `env:"SHUTDOWN_TIMEOUT" envDefault:"20s" help:"Longest wait for requests and jobs at work after SIGTERM."`

	DatabaseURL string `env:"DATABASE_URL" secret:"url" help:"PostgreSQL 15 or newer. Without it and DB_HOST the program runs a PostgreSQL of its own in the data folder."`
	DBName      string `env:"DB_NAME" envDefault:"tabletap" help:"Used with DB_HOST."`
	DBUser      string `env:"DB_USER" envDefault:"tabletap" help:"Used with DB_HOST."`
	DBPassword  string `env:"DB_PASSWORD" secret:"true" help:"Used with DB_HOST."`
	DBHost      string `env:"DB_HOST" help:"Host of PostgreSQL, instead of DATABASE_URL."`
	DBPort      uint16 `env:"DB_PORT" envDefault:"5434" help:"Used with DB_HOST."`
	DBMaxConns  int32  `env:"DB_MAX_CONNS" envDefault:"16" help:"Connections per process. Each keeps about 0.28 MB for each restaurant it visited in its five minutes."`
	RedisURL    string `env:"REDIS_URL" secret:"url" help:"Redis for rate limits and messages between instances. Without it: in process, and PostgreSQL's NOTIFY."`
	DataDir     string `env:"DATA_DIR" envDefault:".tabletap" help:"Folder of the PostgreSQL that the program runs itself and of dev's keys."`

	Clerk    Clerk
	Paystack Paystack

	Workers       int           `env:"WORKERS" envDefault:"10" help:"Jobs at work at once in a process."`
	TrialDays     int           `env:"TRIAL_DAYS" envDefault:"7" help:"Days of trial of a new restaurant."`
	DeletionGrace time.Duration `env:"DELETION_GRACE" envDefault:"720h" help:"How long a deleted restaurant's data is kept before its schema is dropped."`
	OTLPEndpoint  string        `env:"OTEL_EXPORTER_OTLP_ENDPOINT" help:"Where traces are sent (OTLP over HTTP); empty: nowhere."`
}

// Clerk is how Clerk, or its stand-in, is reached and believed.
type Clerk struct {
	SecretKey      string `env:"CLERK_SECRET_KEY" secret:"true" help:"Clerk's Backend API key, sk_live_… or sk_test_…."`
	PublishableKey string `env:"CLERK_PUBLISHABLE_KEY" help:"Names Clerk's Frontend API, from which issuer and keys follow."`
	WebhookSecret  string `env:"CLERK_WEBHOOK_SECRET" secret:"true" help:"whsec_… of Clerk's webhook; several, comma separated, while one is replaced."`
	APIURL         string `env:"CLERK_API_URL" envDefault:"https://api.clerk.com" help:"Clerk's Backend API."`
	Issuer         string `env:"CLERK_ISSUER" help:"iss of session tokens. Default: from CLERK_PUBLISHABLE_KEY."`
	SignInURL      string `env:"CLERK_SIGN_IN_URL" help:"Page at which people sign in to come back to a tool. Default: the Account Portal, from the issuer."`
	JWTKey         string `env:"CLERK_JWT_KEY" help:"PEM public key of session tokens; without it keys are fetched from the issuer's JWKS."`
}

// Paystack is how payments are taken.
type Paystack struct {
	SecretKey     string `env:"PAYSTACK_SECRET_KEY" secret:"true" help:"Paystack's secret key, sk_live_… or sk_test_…, which signs its webhooks too; while it is replaced the new and the old, comma separated. Without it nothing can be paid."`
	PublicKey     string `env:"PAYSTACK_PUBLIC_KEY" help:"Paystack's public key."`
	APIURL        string `env:"PAYSTACK_API_URL" envDefault:"https://api.paystack.co" help:"Paystack's API."`
	ReturnURL     string `env:"PAYSTACK_RETURN_URL" help:"Page that a payment without a callback_url leads back to. Default: /billing/ of PUBLIC_URL."`
	FreezeDispute bool   `env:"PAYSTACK_FREEZE_DISPUTED" envDefault:"false" help:"True closes a restaurant's tools while one of its payments is disputed."`
}

// Load reads a .env file from the working folder, when there is one, and then the environment, which wins. It does not
// Validate: commands change fields by their flags first.
func Load() (Config, error) {
	if err := godotenv.Load(); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Config{}, fmt.Errorf("read .env: %w", err)
	}
	return FromEnvironment(env.ToMap(os.Environ()))
}

// FromEnvironment reads settings from variables. Its error names every variable that cannot be read, a line each.
func FromEnvironment(variables map[string]string) (Config, error) {
	var c Config
	err := env.ParseWithOptions(&c, env.Options{Environment: withoutEmpty(variables)})
	if err != nil {
		return Config{}, parseFaults(err)
	}
	return c, nil
}

// withoutEmpty makes VAR= the same as not setting it, which is what people mean in a .env file.
func withoutEmpty(variables map[string]string) map[string]string {
	kept := make(map[string]string, len(variables))
	for name, value := range variables {
		if value != "" {
			kept[name] = value
		}
	}
	return kept
}

func parseFaults(err error) error {
	var faults SettingErrors
	aggregate, ok := errors.AsType[env.AggregateError](err)
	if !ok {
		return err
	}
	for _, one := range aggregate.Errors {
		if parse, ok := errors.AsType[env.ParseError](one); ok {
			faults = append(faults, fmt.Sprintf("%s: %v", variableOf(parse.Name), parse.Err))
			continue
		}
		faults = append(faults, one.Error())
	}
	return faults
}
