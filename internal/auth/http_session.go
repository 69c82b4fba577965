package auth

import (
	"context"
	"net/http"

	"github.com/tabletap/console/internal/api"
)

const operatorTag = "Operators"

func (s *Service) registerSessionRoutes(a *api.API) {
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: "/api/auth/login/", ID: "auth-login", Tag: operatorTag, Access: api.Public(), CheckOrigin: true,
		Summary: "Sign in as a superuser", MaxBody: 8 << 10,
		Description: "Sets the session's cookie. After five tries a minute for one address, or twenty from one place, it answers 429.",
	}, s.handleLogin)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: "/api/auth/logout/", ID: "auth-logout", Tag: operatorTag, Access: api.Public(), CheckOrigin: true,
		Summary: "Sign out", Description: "Ends the superuser's session, if there is one.",
	}, s.handleLogout)
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: "/api/auth/session/", ID: "auth-session", Tag: operatorTag, Access: api.SignedIn(),
		Summary: "Who is signed in",
	}, handleProfile)
}

type loginInput struct {
	Session string `cookie:"tabletap_session" hidden:"true"`
	Body    struct {
		Email    string `json:"email" maxLength:"254"`
		Password string `json:"password" maxLength:"1024"`
	}
}

type loginOutput struct {
	SetCookie []http.Cookie `header:"Set-Cookie"`
	Body      profileBody
}

func (s *Service) handleLogin(ctx context.Context, in *loginInput) (*loginOutput, error) {
	token, actor, err := s.SignIn(ctx, in.Body.Email, in.Body.Password, in.Session)
	if err != nil {
		return nil, err
	}
	return &loginOutput{SetCookie: []http.Cookie{cookie(token, s.secure)}, Body: profileOf(actor)}, nil
}

type logoutInput struct {
	Session string `cookie:"tabletap_session" hidden:"true"`
}

type logoutOutput struct {
	SetCookie []http.Cookie `header:"Set-Cookie"`
	Body      struct {
		Status string `json:"status"`
	}
}

func (s *Service) handleLogout(ctx context.Context, in *logoutInput) (*logoutOutput, error) {
	if err := s.SignOut(ctx, in.Session); err != nil {
		return nil, err
	}
	out := &logoutOutput{SetCookie: []http.Cookie{cookie("", s.secure)}}
	out.Body.Status = "signed out"
	return out, nil
}
